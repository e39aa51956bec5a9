/**
 * What keeps text messages from running up costs: hostile requests against the caps, and the countries.
 * `npm run bench -- --only privacy` makes 100,000 requests.
 */
import { expect } from "chai";
import fc from "fast-check";
import { countryOf, readCountryCaps } from "../../handlers/notifications/countries";
import { CAPS, hostileRequests } from "./hostileRequests";
import { Model, requestFor } from "./model";

const HOUR = 3_600_000;

describe("caps of text messages", () => {
  it("10,000 hostile requests never exceed one, by number and hour, by country and day, and never leave the countries", async () => {
    const { sent, elsewhere, twice, mostInAnHour, days } = await hostileRequests(10_000);
    expect(sent).to.be.above(500);
    expect(elsewhere).to.deep.equal([]);
    expect(twice).to.equal(0);
    const caps: Record<string, number> = CAPS.countries;
    for (const [day, count] of days) expect(count, day).to.be.at.most(caps[day.slice(0, 2)] ?? 0);
    // The caps were reached, so the test has tried them.
    expect(mostInAnHour).to.equal(CAPS.perHour);
    expect([...days.values()]).to.include(CAPS.countries.US);
  });

  it("a clock that goes back opens no new hour", async () => {
    const model = new Model({ perHour: 1, countries: { US: 10 } });
    expect((await model.deliver(requestFor("sms", "one"))).outcome).to.equal("sent");
    model.now -= 2 * HOUR;
    expect((await model.deliver(requestFor("sms", "two"))).outcome).to.equal("hourCap");
    model.now += 3 * HOUR + 1;
    expect((await model.deliver(requestFor("sms", "three"))).outcome).to.equal("sent");
  });

  it("nothing is sent to a number that has opted out, whatever else is asked", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }), async (lastDigits) => {
        const model = new Model({ perHour: 3, countries: { US: 100 } });
        model.table.rows.set("optOut#+12065550103", { id: { S: "optOut#+12065550103" } });
        const requests = lastDigits.map((digit, index) => requestFor("sms", `${index}`, `+1206555010${digit}`));
        await Promise.all(requests.map((request) => model.deliver(request)));
        expect(model.log.every(({ to }) => to !== "+12065550103")).to.equal(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the country of a number", () => {
  const known: Record<string, string | undefined> = {
    "+12065550100": "US",
    "+14165550100": "CA",
    "+18765550100": "JM",
    "+16585550100": "JM",
    "+18095550100": "DO",
    "+18295550100": "DO",
    "+12425550100": "BS",
    "+17875550100": "PR",
    "+447400900000": "GB",
    "+447624900000": "IM",
    "+447781900000": "GG",
    "+4915123456789": "DE",
    "+77012345678": "KZ",
    "+79123456789": "RU",
    "+5999123456": "CW",
    "+5991234567": "BQ",
    "+19005550100": undefined,
    "+18005550100": undefined,
    "+15005550100": undefined,
    "+447000900000": undefined,
    "+447600900000": undefined,
    "+88161234567": undefined,
    "+97912345678": undefined,
    "+1206555010": undefined,
    "+120655501000": undefined,
    "+10655501000": undefined,
    anonymous: undefined,
    "+0123456789": undefined,
    "": undefined,
  };
  for (const [number, country] of Object.entries(known)) {
    it(`${number || "no number"} belongs to ${country ?? "no country"}`, () => {
      expect(countryOf(number)).to.equal(country);
    });
  }

  it("every number of +1 with an area code outside the mainland is not the United States'", () => {
    for (const area of "268 264 684 246 441 242 767 809 829 849 473 671 658 876 869 345 758 670 664 787 939 721 649 868 784 284 340".split(
      " ",
    )) {
      expect(countryOf(`+1${area}5550100`), area).to.match(/^(?!US|CA)[A-Z]{2}$/);
    }
  });

  it("reads caps, and refuses text that is none", () => {
    expect(readCountryCaps("US:500 CA:100")).to.deep.equal({ US: 500, CA: 100 });
    for (const text of ["", "US", "US:0", "us:1", "US:1,CA:2", "US:-1"]) {
      expect(() => readCountryCaps(text), text).to.throw("COUNTRY_CAPS");
    }
  });
});
