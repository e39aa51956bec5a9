/** What a request failed with. */
export async function failureOf(request: Promise<unknown>): Promise<Error> {
  try {
    await request;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("The request succeeded.");
}
