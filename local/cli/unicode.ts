/** Whether what is written may hold more than ASCII. */
import type { Output } from "./terminal";

/** Lines and bars are drawn with Unicode on a terminal whose locale is UTF-8, and with ASCII elsewhere. */
export function drawsUnicode(
  stream: Output,
  env: NodeJS.ProcessEnv = process.env,
  platform = process.platform,
): boolean {
  if (stream.isTTY !== true || env.TERM === "dumb") return false;
  // The terminals of both show UTF-8 whatever the locale says.
  if (platform === "darwin" || env.WT_SESSION !== undefined) return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return /utf-?8/i.test(locale);
}
