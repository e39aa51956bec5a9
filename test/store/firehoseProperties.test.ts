/** Whatever happens to a Firehose stream, each record it accepted arrives once and in order. */
import { expect } from "chai";
import fc from "fast-check";
import { Clock } from "../../local/clock";
import { DeliveryStream } from "../../local/firehose/deliveryStream";
import { ServiceError } from "../../local/services/serviceError";
import { START } from "./support";

type Step =
  | { readonly do: "put"; readonly bytes: number }
  | { readonly do: "advance"; readonly ms: number }
  | { readonly do: "flush" }
  | { readonly do: "refuse"; readonly refuses: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("put" as const), bytes: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 0, max: 120_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("flush" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("refuse" as const), refuses: fc.boolean() }) },
);

describe("a Firehose stream", () => {
  function open(intervalSeconds: number, bufferBytes: number) {
    const clock = new Clock(START);
    const bodies: { text: string; at: number }[] = [];
    const s3 = { refuses: false };
    const destination = {
      ...{ bucket: "analytics", roleArn: "", prefix: "rows/", timeZone: "UTC", gzip: false, extension: "" },
      ...{ intervalSeconds, bufferBytes, delimiter: "\n" },
    };
    const definition = { urn: "", name: "rows", arn: "", version: "1", destination };
    const stream = new DeliveryStream(definition, destination, clock, async (_, __, body) => {
      // S3 answers later than at once, so that records arrive while an object is under way.
      await new Promise((resolve) => setImmediate(resolve));
      if (s3.refuses) throw new ServiceError("SlowDown", "Please reduce your request rate.", 503);
      bodies.push({ text: body.toString(), at: clock.now() });
    });
    return { clock, bodies, s3, stream };
  }

  it("delivers every accepted record once and in order, whatever the refusals, waits and flushes between", async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 10, max: 400 }),
      fc.array(step, { maxLength: 40 }),
      async (interval, size, steps) => {
        const { clock, bodies, s3, stream } = open(interval, size);
        let put = 0;
        const flushes: Promise<void>[] = [];
        for (const one of steps) {
          if (one.do === "put") stream.accept(Buffer.from(`${put++}:`.padEnd(one.bytes, "x")));
          else if (one.do === "advance") await clock.advance(one.ms);
          else if (one.do === "flush") flushes.push(stream.flush());
          else s3.refuses = one.refuses;
        }
        await Promise.all(flushes);
        s3.refuses = false;
        await clock.advance(600_000);
        const delivered = bodies.flatMap(({ text }) => text.split("\n").slice(0, -1));
        expect(delivered.map((text) => Number(text.split(":")[0]))).to.deep.equal(
          Array.from({ length: put }, (_, n) => n),
        );
        expect(stream.undelivered).to.equal(0);
        expect(stream.metrics).to.include({ accepted: put, delivered: put, lost: 0, objects: bodies.length });
      },
    );
    await fc.assert(property, { numRuns: 100 });
  });

  it("keeps to its hints: no object much larger than the buffer, none later than the interval", async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 50, max: 400 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 20_000 })), { maxLength: 40 }),
      async (interval, size, puts) => {
        const { clock, bodies, stream } = open(interval, size);
        for (const [bytes, wait] of puts) {
          stream.accept(Buffer.alloc(bytes, "x"));
          await clock.advance(wait);
        }
        await clock.advance(interval * 1000);
        expect(stream.undelivered).to.equal(0);
        expect(Math.max(0, ...bodies.map(({ text }) => text.length))).to.be.below(size + 61);
        expect(stream.metrics.greatestAgeMs).to.be.at.most(interval * 1000);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });
});
