/** What a customer's browser loads for the chat, beside what it loads for aws-lex-web-ui. */
import { brotliCompressSync, gzipSync } from "node:zlib";
import { chatPageFiles } from "../components/webChat/bundle";
import { atMost, type Figure, type Goal, type Series, type Subject } from "./measure";

/** Bytes of a file as it is, and as it travels. */
interface Sizes {
  raw: number;
  gzip: number;
  brotli: number;
}

/**
 * aws-lex-web-ui 0.13.2, the newest on npm: minified files of its package's folder `dist`, compressed by zlib at its
 * best. The package is no dependency; `npm pack aws-lex-web-ui@0.13.2` brings it. Its bundle comes without Vue, Vuex,
 * Vuetify, the AWS SDK and fonts, which its loader fetches from elsewhere and which are not counted here.
 */
const PEER = "aws-lex-web-ui 0.13.2";
const PEER_LOADER: Sizes = { raw: 115_104, gzip: 33_096, brotli: 26_664 };
const PEER_BUNDLE: Sizes = { raw: 115_255, gzip: 34_191, brotli: 30_011 };

const KB = 1024;

/** What a file is for, what stands beside it, and what it may weigh. */
const FILES: readonly { path: string; about: string; peer?: [name: string, sizes: Sizes]; gzipGoal?: Goal }[] = [
  {
    path: "embed.js",
    about: "on every page of the site",
    peer: ["loader", PEER_LOADER],
    gzipGoal: atMost(3 * KB, "bytes"),
  },
  { path: "chat.js", about: "when the chat is opened", peer: ["bundle", PEER_BUNDLE] },
  { path: "chat.css", about: "when the chat is opened" },
  { path: "index.html", about: "when the chat is opened" },
  { path: "chat-connect.js", about: "when a person is asked for" },
];

function sizesOf(text: string): Sizes {
  return {
    raw: Buffer.byteLength(text),
    gzip: gzipSync(text, { level: 9 }).length,
    brotli: brotliCompressSync(text).length,
  };
}

function run(): Promise<Figure[]> {
  const texts = new Map(chatPageFiles().map(({ path, text }) => [path, String(text)]));
  const figures = FILES.flatMap(({ path, about, peer, gzipGoal }): Figure[] => {
    const text = texts.get(path);
    if (text === undefined) {
      throw new Error(`The chat page has no ${path} any more; bench/widget.ts names its files.`);
    }
    const sizes = sizesOf(text);
    return (["raw", "gzip", "brotli"] as const).map((kind): Figure => {
      const floor: Series | undefined = peer && { name: `${PEER}, ${peer[0]}`, values: [peer[1][kind]] };
      return {
        name: `${path} (${about}), ${kind}`,
        values: [sizes[kind]],
        unit: "bytes",
        better: "less",
        ...(floor && { floor }),
        ...(kind === "gzip" && gzipGoal && { goal: gzipGoal }),
      };
    });
  });
  return Promise.resolve(figures);
}

/** The subject `widget`. */
export const widget: Subject = {
  name: "widget",
  about: `Bytes of the chat widget's files; beside them, as the floor, those of ${PEER}`,
  run,
};
