/** Waits for what becomes true sooner or later; mocha's own limit ends the wait. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
