/** Consumer and loader of contact records, ended with SIGKILL: nothing is lost, nothing is there twice. */
import { expect } from "chai";
import { trialOf, type TrialResult } from "../support/kills/trial";
import { type Postgres, startPostgres } from "../support/postgres";

const KILLS = 6;

describe("the pipeline of contact records, its processes and its database ended with SIGKILL", function () {
  this.timeout(300_000);
  let postgres: Postgres | undefined;
  let result: TrialResult;

  before(async function () {
    postgres = await startPostgres({ durable: true });
    if (!postgres) return this.skip();
    result = await trialOf({ seed: 33, kills: KILLS, databaseKills: 1, records: 400 }, postgres);
  });
  after(() => postgres?.stop());

  it("is ended as often as it has to be, and never ends by itself", () => {
    expect(result.kills).to.deep.equal({ consumer: KILLS / 2, loader: KILLS / 2, database: 1 });
    expect(result.deaths.count, result.deaths.output).to.equal(0);
    expect(result.errors).to.deep.equal([]);
  });

  it("has every contact once, as it was last, and all poison in the quarantine", () => {
    const { lost, doubled, wrong } = result;
    expect({ lost, doubled, wrong }).to.deep.equal({ lost: 0, doubled: 0, wrong: 0 });
    expect(result.contacts).to.be.greaterThan(100);
    expect(result.quarantined).to.be.greaterThan(0);
  });

  it("has written every revision, and given up no message", () => {
    expect(result.unwritten).to.equal(0);
    expect(result.givenUp).to.equal(0);
  });
});
