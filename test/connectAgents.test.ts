/** Agents: answering, missing, talking, after-contact work, going offline. */
import { expect } from "chai";
import { BYE, CALLER, routingProfile, say, user, type Sketch } from "./support/connectGraph";
import { E, agentOf, center, seconds } from "./support/queueingCenter";

describe("agents", () => {
  const support = routingProfile("support", [{ name: "support" }]);

  it("answer after a while, talk, and do their after-contact work", async () => {
    const service = center([support]);
    const ann = service.addAgent({
      username: "ann",
      answerAfterSeconds: 4,
      talkSeconds: 20,
      afterContactWorkSeconds: 10,
    });
    expect(ann.state).to.equal("signed-out");
    ann.signIn();
    expect(ann.state).to.equal("offline");
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    const states: string[] = [];
    for (const wait of [0, 4, 20, 10]) {
      await seconds(service, wait);
      states.push(`${ann.state}/${call.state}`);
    }
    expect(states).to.deep.equal([
      "ringing/queued",
      "on-contact/with-agent",
      "after-contact-work/ended",
      "available/ended",
    ]);
  });

  it("take as long as each contact takes, when their times are told by ContactId", async () => {
    const service = center([support]);
    const asked: string[] = [];
    const times = (kind: string, seconds: number) => (contactId: string) => {
      asked.push(`${kind} ${contactId}`);
      return seconds;
    };
    const ann = service.addAgent({
      username: "ann",
      answerAfterSeconds: times("ring", 3),
      talkSeconds: times("talk", 7),
      afterContactWorkSeconds: times("wrap", 5),
    });
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    const states: string[] = [];
    for (const wait of [2.9, 0.1, 6.9, 0.1, 4.9, 0.1]) {
      await seconds(service, wait);
      states.push(ann.state);
    }
    expect(states).to.deep.equal([
      "ringing",
      "on-contact",
      "on-contact",
      "after-contact-work",
      "after-contact-work",
      "available",
    ]);
    expect(asked).to.deep.equal(["ring", "talk", "wrap"].map((kind) => `${kind} ${call.contactId}`));
  });

  it("who miss a call get no other until they are back online; the contact goes to somebody else", async () => {
    const service = center([support]);
    const ann = service.addAgent({ username: "ann", answers: false });
    const bob = service.addAgent({ username: "bob" });
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    bob.goOnline();
    await seconds(service, 19);
    expect([ann.state, call.state]).to.deep.equal(["ringing", "queued"]);
    await seconds(service, 3);
    expect([ann.state, ann.missedCalls, agentOf(call)]).to.deep.equal(["missed", 1, "bob"]);
    expect(call.contact.connectionAttempts).to.equal(2);
    ann.goOnline();
    expect(ann.state).to.equal("available");
  });

  it("keep their place when a caller hangs up while their phone rings", async () => {
    const service = center([support]);
    const ann = service.addAgent({ username: "ann" });
    ann.goOnline();
    await seconds(service, 1);
    service.addAgent({ username: "bob" }).goOnline();
    const call = service.dial({ from: CALLER });
    await seconds(service, 1);
    call.hangUp();
    expect(ann.state).to.equal("available");
    expect(service.dial({ from: CALLER }).contact.offeredTo?.username).to.equal("ann");
  });

  it("who go offline during a contact do so after its after-contact work", async () => {
    const service = center([support]);
    const ann = service.addAgent({ username: "ann", talkSeconds: 10, afterContactWorkSeconds: 5 });
    ann.goOnline();
    service.dial({ from: CALLER });
    await seconds(service, 2);
    ann.goOffline();
    expect(ann.state).to.equal("on-contact");
    await seconds(service, 15);
    expect(ann.state).to.equal("offline");
  });

  it("hang up when told to, and hanging up without a customer does nothing", async () => {
    const service = center([support]);
    const ann = service.addAgent({ username: "ann", talkSeconds: Number.POSITIVE_INFINITY });
    ann.hangUp();
    ann.goOnline();
    const call = service.dial({ from: CALLER });
    await seconds(service, 3_600);
    expect(call.state).to.equal("with-agent");
    ann.hangUp();
    expect([call.state, service.agent("ann").state]).to.deep.equal(["ended", "after-contact-work"]);
  });

  it("are the declared users, with auto-accept and their after-contact work limit", async () => {
    const auto = { phoneConfig: { phoneType: "SOFT_PHONE", autoAccept: true, afterContactWorkTimeLimit: 7 } };
    const service = center([support, user("jane", "support", auto)]);
    service.agent("jane").goOnline();
    const call = service.dial({ from: CALLER });
    expect(call.state).to.equal("with-agent");
    call.hangUp();
    await seconds(service, 7);
    expect(service.agent("jane").state).to.equal("available");
  });

  it("need a name of their own and a routing profile there is", () => {
    const service = center([support, user("jane", "support")]);
    expect(() => service.agent("joe")).to.throw("Agents are: jane");
    expect(() => service.addAgent({ username: "jane" })).to.throw("already");
    expect(() => service.addAgent({ username: "joe", routingProfile: "x" })).to.throw('"support"');
    expect(() => center([user("jane", "nowhere")])).to.throw('User "jane" has no routing profile');
  });

  it("have a queue of their own that only they answer, of at most ten contacts", async () => {
    const own: Sketch = {
      to: ["UpdateContactTargetQueue", { AgentId: "id-jane" }, { next: "transfer", errors: E }],
      transfer: [
        "TransferContactToQueue",
        {},
        { next: "bye", errors: { QueueAtCapacity: "full", NoMatchingError: "bye" } },
      ],
      full: say("full", "bye"),
      bye: BYE,
    };
    const service = center([support, user("jane", "support")], own);
    service.addAgent({ username: "ann" }).goOnline();
    const calls = Array.from({ length: 11 }, () => service.dial({ from: CALLER }));
    expect(calls.map(({ state }) => state)).to.deep.equal([...Array<string>(10).fill("queued"), "ended"]);
    service.agent("jane").goOnline();
    await seconds(service, 2);
    expect(calls.map(agentOf).slice(0, 2)).to.deep.equal(["jane", undefined]);
  });
});
