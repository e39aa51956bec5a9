/** The table of contacts made anew from the raw copy alone, in a whole centre: byte for byte what it was. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { AnalyticsCenter } from "../support/analyticsCenter";
import { GROWN, SMALL } from "../support/evaluated";
import { RECORDS_START } from "../support/contactRecords";
import { planDeliveries } from "../support/recordDeliveries";

const COUNT = 400;
/** Nine in the morning, so long after the contacts that nobody is asked how they went. */
const START = RECORDS_START + (10 * 24 + 9) * 3_600_000;

const CENTRES = [
  { name: "with a stream", config: GROWN, isDirect: false },
  { name: "without a stream", config: SMALL, isDirect: true },
];

for (const { name, config, isDirect } of CENTRES)
  describe(`a rebuild from the raw copy, ${name}`, () => {
    const plan = planDeliveries({ seed: 9, count: COUNT, poison: 0.03 });
    let center: AnalyticsCenter;
    let folder: string;
    let contacts: string;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "rebuild-"));
      center = await AnalyticsCenter.start(START, config);
      await center.deliver(Array.from({ length: COUNT }, (_, position) => plan.at(position).data));
      contacts = await center.contacts();
    });
    after(async () => {
      await center.close();
      rmSync(folder, { recursive: true });
    });

    /** Takes away all the warehouse has. */
    async function lose(): Promise<void> {
      center.empty("rows/");
      center.empty("tables/");
      expect(await center.contacts()).to.equal("");
    }

    const poisonLines = (): number =>
      Array.from({ length: COUNT }, (_, position) => plan.at(position))
        .filter(({ source }) => "poison" in source)
        .reduce((lines, { data }) => lines + data.toString("latin1").split("\n").length, 0);

    // In the raw copy a line is a record: poison with line ends in it is several records there, none of them a row.
    const whole = (said: string) => expect(said).to.include(` records = ${COUNT - plan.poison} rows + `);

    it("has something to rebuild: every contact, with what was delivered twice and what is poison left out", async () => {
      expect(contacts.split("\n")).to.have.length(plan.contacts + 1);
      expect(center.keys("rows/")).not.to.deep.equal([]);
      expect(center.keys("raw/contact_records/")).not.to.deep.equal([]);
      expect(center.keys("quarantine/contact_records/")).to.have.length(isDirect ? poisonLines() : plan.poison);
    });

    it("gives the same table when all rows are lost", async () => {
      await lose();
      const { ok, text } = await center.rebuild(folder);
      whole(text);
      expect(ok).to.equal(true);
      expect(await center.contacts()).to.equal(contacts);
    });

    it("gives the same table once rows are compacted, and when what was compacted is lost", async () => {
      await center.hours(2);
      expect(center.keys("rows/contact_records/"), "rows that are not compacted").to.deep.equal([]);
      expect(await center.contacts()).to.equal(contacts);
      await lose();
      const { ok, text } = await center.rebuild(folder);
      whole(text);
      expect(ok).to.equal(true);
      expect(await center.contacts()).to.equal(contacts);
    });

    it("gives the same table beside what is there, and in its place with --clean", async () => {
      expect((await center.rebuild(folder)).ok).to.equal(true);
      expect(await center.contacts()).to.equal(contacts);
      const { ok, text } = await center.rebuild(folder, "--clean", "--yes");
      expect(text).to.match(/^[1-9]\d* objects of rows\/ and tables\/ removed/m);
      whole(text);
      expect(ok).to.equal(true);
      expect(await center.contacts()).to.equal(contacts);
    });
  });
