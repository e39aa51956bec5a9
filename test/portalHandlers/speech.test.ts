/** A message is heard before it goes live; and nothing that is typed, no name and no token gets into a log. */
import { expect } from "chai";
import fc from "fast-check";
import { useEnvironment } from "../support/handlerLog";
import { claims, ENVIRONMENT, Portal } from "./support";

describe("hearing a message of the portal", () => {
  useEnvironment(ENVIRONMENT);
  let portal: Portal;

  beforeEach(async () => (portal = await Portal.open()));
  afterEach(() => portal.close());

  const speak = (text: unknown, language: unknown = "en-US") =>
    portal.ask("POST", "/api/speech", { body: { text, language } });

  it("gives the SSML that callers will hear, spoken by the language's voice", async () => {
    const asked: object[] = [];
    const { synthesizeSpeech } = portal.services;
    portal.services.synthesizeSpeech = (input) => (asked.push(input), synthesizeSpeech(input));
    const { status, body } = await speak("Tom & Co<break time='1s' />$.x", "es-US");
    const ssml = 'Tom &amp; Co<break time="1s"/>&#36;.x';
    expect([status, body]).to.deep.equal([200, { ssml, audio: "AQID", voice: "Lupe" }]);
    expect(asked[0]).to.deep.include({ Text: `<speak>${ssml}</speak>`, TextType: "ssml", VoiceId: "Lupe" });
  });

  it("refuses what may not be said", async () => {
    for (const text of ["<script>x</script>", "", " \u200b ", 5, undefined, "x".repeat(1_001)]) {
      expect((await speak(text)).status, `${text}`).to.equal(400);
    }
    expect((await speak("x", "fr-FR")).status).to.equal(400);
    expect((await speak("x", "constructor")).status).to.equal(400);
  });

  it("says that there is no voice when Amazon Polly fails, hangs over nothing, or gives too much", async () => {
    const failing = [
      async () => Promise.reject(Object.assign(new Error(), { name: "ServiceFailureException" })),
      async () => ({}),
      async () => ({ AudioStream: { transformToByteArray: async () => new Uint8Array(4_000_001) } }),
    ];
    for (const synthesizeSpeech of failing) {
      portal.services.synthesizeSpeech = synthesizeSpeech;
      const { status, body } = await speak("Hello");
      expect([status, body.error?.code, body.ssml]).to.deep.equal([503, "NoVoice", "Hello"]);
    }
    expect(portal.lines.join()).to.contain('"failure":"ServiceFailureException"');
  });

  it("and everything else prints nothing that was typed, no name and no token", async () => {
    const letters = fc.stringMatching(/^[a-z]{12}$/);
    await fc.assert(
      fc.asyncProperty(letters, letters, letters, async (typed, name, token) => {
        portal.lines.length = 0;
        const user = { ...claims("administrator", portal.now, name), sub: token, jti: token };
        const message = { field: "message", value: { "en-US": typed }, why: typed };
        for (const body of [
          { scope: "center", version: 0, change: message, why: typed },
          { scope: "center", version: 99, change: message, why: typed },
          { scope: typed, version: typed, change: typed },
          `{"${typed}":`,
        ]) {
          await portal.ask("POST", "/api/changes", { user, body });
        }
        await portal.ask("POST", "/api/undo", { user, body: { scope: "center", version: 1, undo: 1, why: typed } });
        await portal.ask("POST", "/api/speech", { user, body: { text: typed, language: "en-US" } });
        await portal.ask("POST", "/api/speech", { user, body: { text: `<${typed}>`, language: typed } });
        await portal.ask("GET", "/api/history", { user, query: { scope: typed, before: typed } });
        await portal.ask("GET", `/api/${typed}`, { user });
        await portal.ask("GET", "/api/state", { user: { ...user, username: `${name}\n`, exp: token } });
        portal.before = () => {
          throw Object.assign(new Error(typed), { name: `${typed} ${name}` });
        };
        await portal.ask("GET", "/api/state", { user });
        portal.before = () => undefined;
        await portal.remove("center");
        expect(portal.lines.length).to.be.at.least(11);
        for (const line of portal.lines) {
          expect(Object.keys(JSON.parse(line) as object)).to.include.members(["outcome", "ms", "status"]);
          for (const word of [typed, name, token]) expect(line).not.to.contain(word);
        }
      }),
      { numRuns: 5 },
    );
  });
});
