/** Agents on several channels: concurrency, cross-channel behaviour, priorities and delays by channel. */
import { expect } from "chai";
import fc from "fast-check";
import type { Agent, ConnectService, Interaction } from "../../local/connect";
import type { GraphResource } from "../../local/engine/graph";
import { CALLER, resource, routingProfile } from "../support/connectGraph";
import { center, seconds } from "../support/queueingCenter";

type Media = readonly [channel: string, concurrency: number, behaviour?: string];
type Served = readonly [channel: string, queue: string, priority?: number, delay?: number];

function profile(
  media: readonly Media[],
  queues: readonly Served[] = media.map(([c]) => [c, "support"]),
): GraphResource {
  return routingProfile("everything", [], {
    mediaConcurrencies: media.map(([channel, concurrency, behaviorType]) => ({
      channel,
      concurrency,
      ...(behaviorType !== undefined && { crossChannelBehavior: { behaviorType } }),
    })),
    queueConfigs: queues.map(([channel, queue, priority = 1, delay = 0]) => ({
      channel,
      queueId: `id-${queue}`,
      priority,
      delay,
    })),
  });
}

const FOR_EVER = { answerAfterSeconds: 0, talkSeconds: Number.POSITIVE_INFINITY, afterContactWorkSeconds: 0 };

function agent(service: ConnectService, username = "ann"): Agent {
  const added = service.addAgent({ username, ...FOR_EVER });
  added.goOnline();
  return added;
}

const chat = (service: ConnectService): Interaction => service.chat({ flow: "main" });
const task = (service: ConnectService): Interaction => service.task({ flow: "main", name: "work" });
const call = (service: ConnectService): Interaction => service.dial({ from: CALLER });
const states = (...all: Interaction[]): string[] => all.map(({ state }) => state);

describe("an agent of several channels", () => {
  it("handles as many chats at once as the routing profile says, and the next one as one ends", () => {
    const service = center([profile([["CHAT", 3]])]);
    const ann = agent(service);
    const chats = Array.from({ length: 5 }, () => chat(service));
    expect(states(...chats)).to.deep.equal(["with-agent", "with-agent", "with-agent", "queued", "queued"]);
    expect([ann.contacts.length, ann.state]).to.deep.equal([3, "on-contact"]);
    ann.hangUp(chats[1]);
    expect(states(...chats)).to.deep.equal(["with-agent", "ended", "with-agent", "with-agent", "queued"]);
  });

  it("is given all the chats that wait when coming online", () => {
    const service = center([profile([["CHAT", 2]])]);
    const chats = Array.from({ length: 3 }, () => chat(service));
    agent(service);
    expect(states(...chats)).to.deep.equal(["with-agent", "with-agent", "queued"]);
  });

  it("must be told which of several contacts is meant", () => {
    const service = center([profile([["CHAT", 2]])]);
    const ann = agent(service);
    const [first, second] = [chat(service), chat(service)];
    expect(() => ann.hangUp()).to.throw("handles 2 contacts at once");
    ann.send("Hello", second);
    expect(first.transcript.some(({ text }) => text === "Hello")).to.equal(false);
    expect(second.transcript.some(({ text }) => text === "Hello")).to.equal(true);
    ann.hangUp(first);
    ann.send("Still here");
    expect(second.transcript.pop()?.text).to.equal("Still here");
  });

  it("gets nothing from another channel while busy, unless the channel shares its agents", () => {
    for (const [behaviour, expected] of [
      [undefined, "queued"],
      ["ROUTE_CURRENT_CHANNEL_ONLY", "queued"],
      ["ROUTE_ANY_CHANNEL", "with-agent"],
    ] as const) {
      const service = center([
        profile([
          ["CHAT", 2, behaviour],
          ["VOICE", 1],
          ["TASK", 2],
        ]),
      ]);
      agent(service);
      const all = [chat(service), call(service)];
      expect(states(...all), String(behaviour)).to.deep.equal(["with-agent", expected]);
    }
  });

  it("who talks on a channel that shares nothing gets no further channel, whatever the others share", () => {
    const service = center([
      profile([
        ["CHAT", 2, "ROUTE_ANY_CHANNEL"],
        ["VOICE", 1],
      ]),
    ]);
    agent(service);
    const all = [chat(service), call(service), chat(service)];
    expect(states(...all)).to.deep.equal(["with-agent", "with-agent", "queued"]);
  });

  it("takes the channel of the more important queue entry first", () => {
    const media: Media[] = [
      ["CHAT", 1],
      ["TASK", 1],
    ];
    for (const [chatPriority, taskPriority, expected] of [
      [1, 2, ["with-agent", "queued"]],
      [2, 1, ["queued", "with-agent"]],
    ] as const) {
      const service = center([
        profile(media, [
          ["CHAT", "support", chatPriority],
          ["TASK", "support", taskPriority],
        ]),
      ]);
      const all = [chat(service), task(service)];
      agent(service);
      expect(states(...all)).to.deep.equal(expected);
    }
  });

  it("is offered a channel only after its delay", async () => {
    const service = center([
      profile(
        [
          ["CHAT", 1],
          ["TASK", 1],
        ],
        [
          ["CHAT", "support", 1, 30],
          ["TASK", "support"],
        ],
      ),
    ]);
    agent(service);
    const waiting = chat(service);
    await seconds(service, 29);
    expect(waiting.state).to.equal("queued");
    await seconds(service, 1);
    expect(waiting.state).to.equal("with-agent");
  });

  it("serves a queue only on the channels of its profile", () => {
    const service = center([
      profile(
        [
          ["CHAT", 1],
          ["VOICE", 1],
        ],
        [
          ["CHAT", "support"],
          ["VOICE", "sales"],
        ],
      ),
    ]);
    agent(service);
    expect(states(call(service), chat(service))).to.deep.equal(["queued", "with-agent"]);
  });

  it("shares chats evenly with others who have slots to spare", async () => {
    const service = center([profile([["CHAT", 2]])]);
    const ann = agent(service);
    await seconds(service, 1);
    const bob = agent(service, "bob");
    await seconds(service, 1);
    chat(service);
    chat(service);
    expect([ann.contacts.length, bob.contacts.length]).to.deep.equal([1, 1]);
  });

  it("who misses a chat gets no other, and keeps the ones at hand", async () => {
    const service = center([profile([["CHAT", 2]])]);
    const ann = agent(service);
    const first = chat(service);
    ann.behaviour.answers = false;
    const second = chat(service);
    await seconds(service, 20);
    expect([first.state, second.state, ann.state, ann.missedCalls]).to.deep.equal([
      "with-agent",
      "queued",
      "on-contact",
      1,
    ]);
    ann.hangUp();
    expect([ann.state, second.state]).to.deep.equal(["missed", "queued"]);
    ann.behaviour.answers = true;
    ann.goOnline();
    expect(second.state).to.equal("with-agent");
  });

  it("who goes offline with chats at hand gets no new one and is offline after the last", () => {
    const service = center([profile([["CHAT", 2]])]);
    const ann = agent(service);
    const [first, second] = [chat(service), chat(service)];
    ann.goOffline();
    ann.hangUp(first);
    expect([chat(service).state, ann.state]).to.deep.equal(["queued", "on-contact"]);
    ann.hangUp(second);
    expect(ann.state).to.equal("offline");
  });

  it("takes a status the program declares, in which nothing is offered", () => {
    const lunch = resource(
      "aws:cloudcontrol/resource:Resource",
      "lunch",
      { typeName: "AWS::Connect::AgentStatus", desiredState: JSON.stringify({ Name: "Lunch", State: "ENABLED" }) },
      {},
      "lunch",
    );
    const service = center([profile([["VOICE", 1]]), lunch]);
    const ann = agent(service);
    ann.setStatus("Lunch");
    expect([ann.state, call(service).state]).to.deep.equal(["non-productive", "queued"]);
    expect(() => ann.setStatus("Nap")).to.throw("Statuses are: Available, Offline, Lunch");
    ann.setStatus("Available");
    expect(ann.state).to.equal("on-contact");
  });

  it("never has more contacts than slots, and none idles while a contact of theirs waits, in any traffic", async () => {
    const step = fc.oneof(
      fc.constantFrom("chat" as const, "task" as const, "call" as const, "online" as const, "offline" as const),
      fc.record({ wait: fc.integer({ min: 1, max: 30 }) }),
    );
    const behaviours = fc.constantFrom("ROUTE_CURRENT_CHANNEL_ONLY", "ROUTE_ANY_CHANNEL");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), behaviours, async (steps, behaviour) => {
        const limits = { CHAT: 2, TASK: 1, VOICE: 1 } as const;
        const channels = ["CHAT", "TASK", "VOICE"] as const;
        const service = center([profile(channels.map((channel) => [channel, limits[channel], behaviour]))]);
        for (const name of ["ann", "bob"]) {
          service.addAgent({ username: name, answerAfterSeconds: 3, talkSeconds: 20, afterContactWorkSeconds: 5 });
        }
        for (const [i, action] of steps.entries()) {
          if (action === "chat") chat(service);
          else if (action === "task") task(service);
          else if (action === "call") call(service);
          else if (action === "online") service.agents[i % 2]?.goOnline();
          else if (action === "offline") service.agents[i % 2]?.goOffline();
          else await seconds(service, action.wait);
          for (const one of service.agents) {
            for (const channel of channels) {
              const held = one.contacts.filter((contact) => contact.channel === channel);
              expect(held.length).to.be.at.most(limits[channel]);
              const waiting = [...(service.queues.get("id-support")?.waiting.on(channel) ?? [])];
              if (one.canTake(channel)) expect(waiting.filter(({ offeredTo }) => offeredTo === null)).to.deep.equal([]);
            }
            if (behaviour === "ROUTE_CURRENT_CHANNEL_ONLY") {
              expect(new Set(one.contacts.map(({ channel }) => channel)).size).to.be.at.most(1);
            }
          }
        }
        for (const one of service.agents) one.goOnline();
        await seconds(service, 3_000);
        expect(service.interactions.filter(({ state }) => state !== "ended")).to.deep.equal([]);
        for (const { slots } of service.routingProfiles.values()) {
          for (const { available } of slots.values()) expect(available.size).to.equal(2);
        }
      }),
      { numRuns: 40 },
    );
  });
});
