/** No handler prints a number, a name, an address, a PIN or what was said, whatever it is given and whatever fails. */
/* eslint-disable no-console -- what is printed is what is looked at */
import { expect } from "chai";
import fc from "fast-check";
import { handlerCatalog } from "../../handlers/catalog";
import { anyCanaries, sung, withEverythingPrinted } from "../support/canaries";
import { FakeAws } from "../support/fakeAws";
import { useEnvironment } from "../support/handlerLog";
import { AWS_ENVIRONMENT, fly, HANDLERS } from "./flights";
import { ENVIRONMENT } from "./subjects";

/** Runs over all handlers; `npm run bench -- --only privacy` makes 100,000. */
const RUNS = Number(process.env.CANARY_RUNS ?? 500);

describe("what handlers print", () => {
  let aws: FakeAws;
  useEnvironment({ ...ENVIRONMENT, ...AWS_ENVIRONMENT });

  before(async () => {
    aws = await FakeAws.start();
    Object.assign(process.env, { AWS_ENDPOINT_URL: aws.url, SLACK_API_URL: aws.url });
  });

  after(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    delete process.env.SLACK_API_URL;
    await aws.close();
  });

  for (const name of HANDLERS) {
    it(`(${name}) has no personal data in it`, async () => {
      const variables = Object.entries(handlerCatalog).find(([known]) => known === name)?.[1].variables ?? [];
      expect(Object.keys(ENVIRONMENT), "variables without a value in subjects.ts").to.include.members([...variables]);
      let printed = 0;
      const runs = Math.ceil(RUNS / HANDLERS.length);
      await fly(name, {
        aws,
        runs,
        judge: (canaries, lines) => {
          printed += lines.length;
          expect(sung(canaries, lines)).to.deep.equal([]);
        },
      });
      expect(printed, "lines looked at").to.be.above(0);
    });
  }

  it("is looked at everywhere: a canary is found however it is printed", async () => {
    const [canaries] = fc.sample(anyCanaries, 1);
    if (!canaries) throw new Error("No canaries.");
    const ways: ((text: string) => void)[] = [
      (text) => console.log("found", { text }),
      (text) => console.warn(new Error(text)),
      (text) => process.stdout.write(`${text}\n`),
      (text) => process.stderr.write(Buffer.from(text)),
    ];
    for (const way of ways) {
      for (const canary of Object.values(canaries) as string[]) {
        const { lines } = await withEverythingPrinted(async () => way(canary));
        expect(sung(canaries, lines)).to.have.length(1);
      }
    }
  });
});
