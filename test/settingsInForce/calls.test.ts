/** Callers of a running centre meet what the operations team has set. */
import { expect } from "chai";
import { CENTER, queueScope } from "../../administration/scopes";
import type { Call } from "../../local/connect";
import { diagnostics, heard } from "../support/connectGraph";
import { clearChanges, redirectTo, setChanges, timeIn } from "../support/portalChanges";
import { RunningCenter } from "../support/runningCenter";
import { change } from "../support/settingsRows";

const EVERY_DAY = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const CONFIG = {
  timeZone: "America/Los_Angeles",
  callback: "true",
  hours: JSON.stringify([
    { name: "main", open: [{ days: EVERY_DAY, from: "00:00", to: "00:00" }] },
    { name: "evening", open: [{ days: EVERY_DAY, from: "17:00", to: "22:00" }] },
  ]),
  quickConnects: JSON.stringify([{ name: "to-sales", queue: "sales" }]),
  queues: JSON.stringify([
    { name: "support", spokenName: "help", digit: 1, quickConnects: ["to-sales"] },
    { name: "sales", spokenName: "orders", digit: 2 },
    { name: "night", spokenName: "the night desk", digit: 3, hours: "evening" },
  ]),
  routingProfiles: JSON.stringify([
    { name: "everyone", queues: ["support", "sales", "night"].map((queue) => ({ queue })) },
  ]),
};

const [SUPPORT, SALES, NIGHT] = [queueScope("support"), queueScope("sales"), queueScope("night")];
const MENU = "For help, press 1. For orders, press 2. For the night desk, press 3.";
const CLOSED_QUEUE = "This department is closed at the moment. To choose another one, press 1.";
const CLOSED_CENTER = "We are closed at the moment. Please call again later. Goodbye.";
const MUSIC = "While you wait: for jazz, press 1, for pop, press 2, for rock, press 3, or just stay on the line.";
const CALLBACK = /^To be called back on the number you are calling from, press 1/;
const CALLER = "+12065550131";

/** Seconds after which every function knows of a change: the five it may keep what it has read, and some for slow machines. */
const KNOWN = 10;

let running: RunningCenter;

/** What a call of somebody nobody knows has heard, once these keys are pressed; the caller then hangs up. */
async function hears(...keys: string[]): Promise<string[]> {
  const call = await running.call(CALLER, ...keys);
  expect(diagnostics(call)).to.deep.equal([]);
  call.hangUp();
  return heard(call);
}

/** Where a call came to by these keys. */
function whereabouts(call: Call): unknown[] {
  const { queue, waitingInQueue } = call.contact;
  return [waitingInQueue && queue?.name, call.attributes.queue];
}

/** Starts the centre once for the tests of a block; each begins with nothing set. */
function withCenter(): void {
  before(async function () {
    this.timeout(300_000);
    running = await RunningCenter.start(CONFIG);
  });
  after(() => running.close());
  afterEach(async () => {
    running.center.dynamodb.faults.clear();
    for (const scope of [CENTER, SUPPORT, SALES, NIGHT] as const) await clearChanges(running.center, scope);
    await running.seconds(KNOWN);
  });
}

describe("callers while the operations team sets something", function () {
  this.timeout(60_000);
  withCenter();

  it("hear of a change though somebody has called just before it, and of the next one too", async () => {
    expect(await hears()).not.to.include("One.");
    for (const words of ["One.", "Two."]) {
      await setChanges(running.center, CENTER, change("message", { "en-US": words }));
      await running.seconds(KNOWN);
      expect((await hears())[2]).to.equal(words);
    }
  });

  it("hear a message from its first second to its last, without the table being read for it again", async () => {
    const { center } = running;
    const facts = { from: timeIn(center, 60), until: timeIn(center, 120) };
    await setChanges(center, CENTER, change("message", { "en-US": "A storm delays us." }, facts));
    await running.seconds(50);
    expect(await hears()).not.to.include("A storm delays us.");
    await running.seconds(10);
    expect(await hears()).to.include("A storm delays us.");
    await running.seconds(50);
    expect(await hears()).to.include("A storm delays us.");
    await running.seconds(10);
    expect(await hears()).not.to.include("A storm delays us.");
  });

  it("hear a message in the language of the centre, else in another one, and never what stands behind a reference", async () => {
    const { center } = running;
    await setChanges(center, CENTER, change("message", { "es-US": "Hola.", "en-US": "Hello." }));
    await running.seconds(KNOWN);
    expect((await hears())[2]).to.equal("Hello.");
    await setChanges(center, CENTER, change("message", { "es-US": "Hola." }));
    await running.seconds(KNOWN);
    expect((await hears())[2]).to.equal("Hola.");
    const typed = "It costs $.Attributes.caller & <more>, or $.CustomerEndpoint.Address.";
    await setChanges(center, SUPPORT, change("message", { "en-US": typed }));
    await running.seconds(KNOWN);
    expect(await hears("1")).to.include(typed);
  });

  it("hear markup as it is meant", async () => {
    const typed = 'Call <say-as interpret-as="telephone">2065550100</say-as> <break time="1s"/> today.';
    await setChanges(running.center, CENTER, change("message", { "en-US": typed }));
    await running.seconds(KNOWN);
    expect((await hears())[2]).to.match(/^Call 2065550100 +today\.$/);
  });

  it("hear the centre's message, then that it is closed, and are served again when the closure ends", async () => {
    const { center } = running;
    const until = timeIn(center, 600);
    const told = change("message", { "en-US": "We have no power." });
    await setChanges(center, CENTER, told, change("state", "closed", { until }));
    await running.seconds(KNOWN);
    expect((await hears()).slice(2)).to.deep.equal(["We have no power.", CLOSED_CENTER]);
    await running.seconds(600);
    expect((await hears()).at(-1)).to.equal(MENU);
  });

  it("may choose another queue when one is closed, and hear its message", async () => {
    const { center } = running;
    const told = change("message", { "en-US": "Support is at a training." });
    await setChanges(center, SUPPORT, told, change("state", "closed", { until: timeIn(center, 3_600) }));
    await running.seconds(KNOWN);
    const call = await running.call(CALLER, "1");
    expect(heard(call).slice(-3)).to.deep.equal(["One moment, please.", "Support is at a training.", CLOSED_QUEUE]);
    for (const key of ["1", "2", "1"]) await running.press(call, key);
    expect(whereabouts(call)).to.deep.equal(["sales", "sales"]);
    call.hangUp();
  });

  it("come into the queue that stands in for theirs, hear the message of the one they chose, and no other", async () => {
    const { center } = running;
    const redirect = change("redirect", redirectTo(center, "sales"));
    await setChanges(center, SUPPORT, redirect, change("message", { "en-US": "Sales helps you today." }));
    await setChanges(center, SALES, change("message", { "en-US": "Sales only." }), change("music", "rock"));
    await running.seconds(KNOWN);
    const call = await running.call(CALLER, "1");
    expect(heard(call).slice(-2)).to.deep.equal(["Sales helps you today.", MUSIC]);
    await running.press(call, "1");
    expect(whereabouts(call)).to.deep.equal(["sales", "sales"]);
    call.hangUp();
  });

  it("go no further than one queue, wherever that one leads: there is no way round in a circle", async () => {
    const { center } = running;
    await setChanges(center, SUPPORT, change("redirect", redirectTo(center, "sales")));
    await setChanges(center, SALES, change("redirect", redirectTo(center, "support")));
    await running.seconds(KNOWN);
    const call = await running.call(CALLER, "1", "1");
    expect(whereabouts(call)).to.deep.equal(["sales", "sales"]);
    call.hangUp();
  });

  it("are not sent on from a queue that is closed", async () => {
    const { center } = running;
    const closed = change("state", "closed", { until: timeIn(center, 600) });
    await setChanges(center, SUPPORT, change("redirect", redirectTo(center, "sales")), closed);
    await running.seconds(KNOWN);
    const turnedAway = await running.call(CALLER, "1");
    expect(heard(turnedAway).at(-1)).to.equal(CLOSED_QUEUE);
    expect(turnedAway.attributes, "the queue that was asked for").to.include({ queue: "support" });
    turnedAway.hangUp();
    await running.seconds(600);
    const call = await running.call(CALLER, "1", "1");
    expect(whereabouts(call), "the closure is over").to.deep.equal(["sales", "sales"]);
    call.hangUp();
  });

  it("wait where the hours of the other queue allow it, whatever those of their own are", async () => {
    const { center } = running;
    await setChanges(center, SUPPORT, change("redirect", redirectTo(center, "night")));
    await setChanges(center, NIGHT, change("redirect", redirectTo(center, "sales")));
    await running.seconds(KNOWN);
    expect((await hears("1")).at(-1), "the night desk is not there yet").to.equal(CLOSED_QUEUE);
    const call = await running.call(CALLER, "3", "1");
    expect(whereabouts(call), "sales is there all day").to.deep.equal(["sales", "sales"]);
    call.hangUp();
  });

  it("are still served by their own queue when the other one is gone", async () => {
    const nowhere = { ...redirectTo(running.center, "sales"), arn: "arn:aws:connect:us-east-1:123456789012:none" };
    await setChanges(running.center, SUPPORT, change("redirect", nowhere));
    await running.seconds(KNOWN);
    const call = await running.call(CALLER, "1", "1");
    expect(whereabouts(call)).to.deep.equal(["support", "support"]);
    call.hangUp();
  });

  it("hear the music of the queue without being asked", async () => {
    for (const [music, file] of [
      ["jazz", "Music_Jazz_MyTimetoFly_Inst.wav"],
      ["pop", "Music_Pop_ThisAndThatIsLife_Inst.wav"],
      ["rock", "Music_Rock_EverywhereTheSunShines_Inst.wav"],
    ] as const) {
      await setChanges(running.center, SALES, change("music", music));
      await running.seconds(KNOWN);
      const said = await hears("2");
      expect(said.at(-1)).to.equal(`(${file})`);
      expect(said).not.to.include(MUSIC);
    }
  });

  it("are offered no callback while they wait where it is off, and one where it is on", async () => {
    await setChanges(running.center, SALES, change("callback", "off"));
    await running.seconds(KNOWN);
    for (const [key, offered] of [
      ["2", false],
      ["1", true],
    ] as const) {
      const call = await running.call(CALLER, key, "1");
      await running.seconds(70);
      expect(
        heard(call).some((text) => CALLBACK.test(text)),
        `queue ${key}`,
      ).to.equal(offered);
      call.hangUp();
    }
  });

  it("are offered a callback again after they have chosen another queue", async () => {
    const { center } = running;
    await setChanges(center, SALES, change("callback", "off"), change("redirect", redirectTo(center, "night")));
    await running.seconds(KNOWN);
    const call = await running.call(CALLER, "2");
    expect(heard(call).at(-1)).to.equal(CLOSED_QUEUE);
    for (const key of ["1", "1", "1"]) await running.press(call, key);
    expect(call.attributes).to.include({ queue: "support", callback: "on" });
    call.hangUp();
  });

  it("come to an agent by the priority of their queue, and in turn among the same", async () => {
    const agent = running.center.connect.agent("agent-1");
    Object.assign(agent.behaviour, { answerAfterSeconds: 1, talkSeconds: 10, afterContactWorkSeconds: 0 });
    const calls: Call[] = [];
    for (const priority of ["low", "normal", "high", "normal", "highest"] as const) {
      await setChanges(running.center, SUPPORT, change("priority", priority));
      await running.seconds(KNOWN);
      calls.push(await running.call(CALLER, "1", "1"));
    }
    agent.goOnline();
    const served: number[] = [];
    for (let second = 0; second < 120 && served.length < calls.length; second++) {
      await running.seconds(1);
      calls.forEach((call, index) => {
        if (call.state === "with-agent" && !served.includes(index)) served.push(index);
      });
    }
    agent.goOffline();
    expect(served).to.deep.equal([4, 2, 1, 3, 0]);
    await running.seconds(30);
  });
});

describe("callers an agent passes on while the operations team sets something", function () {
  this.timeout(60_000);
  withCenter();

  /** A call to support that an agent takes and passes on to sales, some time later. */
  async function passedOn(): Promise<Call> {
    const agent = running.center.connect.agent("agent-1");
    Object.assign(agent.behaviour, { answerAfterSeconds: 1, talkSeconds: Infinity, afterContactWorkSeconds: 0 });
    const call = await running.call(CALLER, "1", "2");
    agent.goOnline();
    await running.seconds(10);
    expect(call.state).to.equal("with-agent");
    agent.goOffline();
    agent.transferTo("to-sales");
    await running.seconds(10);
    return call;
  }

  it("hear that the other queue is closed", async () => {
    const { center } = running;
    await setChanges(center, SALES, change("state", "closed", { until: timeIn(center, 600) }));
    const call = await passedOn();
    expect(heard(call).at(-1)).to.equal("This department is closed at the moment. Please call again later. Goodbye.");
    expect(call.state).to.equal("ended");
  });

  it("come to the queue that stands in for the other one, unless its hours are over", async () => {
    const { center } = running;
    await setChanges(center, SALES, change("redirect", redirectTo(center, "support")));
    const call = await passedOn();
    expect(whereabouts(call)).to.deep.equal(["support", "support"]);
    call.hangUp();
    await setChanges(center, SALES, change("redirect", redirectTo(center, "night")));
    expect(heard(await passedOn()).at(-1)).to.match(/^This department is closed at the moment/);
  });

  it("hear the music of the other queue, and are offered what it offers", async () => {
    await setChanges(running.center, SALES, change("music", "rock"), change("callback", "off"));
    const call = await passedOn();
    expect(heard(call).at(-1)).to.equal("(Music_Rock_EverywhereTheSunShines_Inst.wav)");
    expect(call.attributes).to.include({ callback: "off" });
    call.hangUp();
  });
});

describe("callers while the settings table is in trouble", function () {
  this.timeout(120_000);
  withCenter();

  it("meet what was read last, as long as it holds, and what is declared where nothing was read", async () => {
    const { center } = running;
    const until = timeIn(center, 3_600);
    await setChanges(center, SUPPORT, change("state", "closed", { until }));
    await setChanges(center, SALES, change("state", "closed", { until }));
    await setChanges(center, CENTER, change("message", { "en-US": "A storm delays us." }, { until }));
    expect((await hears("1")).at(-1)).to.equal(CLOSED_QUEUE);
    center.dynamodb.faults.set(running.table("settings"), { kind: "error500" });
    await running.seconds(1_800);
    const said = await hears("1");
    expect(said).to.include("A storm delays us.");
    expect(said.at(-1)).to.equal(CLOSED_QUEUE);
    expect((await hears("2")).at(-1), "of sales nothing was ever read").to.equal(MUSIC);
    await running.seconds(1_800);
    const later = await hears("1");
    expect(later).not.to.include("A storm delays us.");
    expect(later.at(-1), "the closure has ended by itself").to.equal(MUSIC);
    center.dynamodb.faults.clear();
    await setChanges(center, SALES, change("state", "closed", { until: timeIn(center, 60) }));
    await running.seconds(KNOWN);
    expect((await hears("2")).at(-1), "the table is back").to.equal(CLOSED_QUEUE);
  });

  it("meet what is sound in a row that is not", async () => {
    const { center } = running;
    const sound = change("message", { "en-US": "Sound." });
    await setChanges(center, SUPPORT, sound);
    const row = await center.database.get(running.table("settings"), { scope: SUPPORT });
    const changes = [{ field: "state" }, 7, ...(row?.changes as unknown[]), { ...sound, value: null }];
    await center.database.put(running.table("settings"), JSON.parse(JSON.stringify({ ...row, changes })));
    await running.seconds(KNOWN);
    expect((await hears("1")).slice(-2)).to.deep.equal(["Sound.", MUSIC]);
  });

  it("are served though the function itself cannot be had", async () => {
    await setChanges(running.center, SUPPORT, change("state", "closed", { until: timeIn(running.center, 600) }));
    await running.seconds(KNOWN);
    const { lambda } = running.center;
    const invoke = lambda.invoke.bind(lambda);
    let refused = 0;
    lambda.invoke = (name, ...rest) => {
      if (!name.includes("read-settings")) return invoke(name, ...rest);
      refused += 1;
      return Promise.reject(new Error("not to be had"));
    };
    const call = await running.call(CALLER, "1", "1");
    lambda.invoke = invoke;
    expect(refused, "asked for the centre and for the queue").to.be.at.least(2);
    expect(whereabouts(call)).to.deep.equal(["support", "support"]);
    call.hangUp();
  });
});
