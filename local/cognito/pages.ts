/** The pages of a local issuer. They work without script, and with a keyboard, a screen reader and a small screen. */
import { createHash } from "node:crypto";
import type { LocalUser } from "./localUsers";
import type { UserPool } from "./userPools";

/** A page and the headers it is sent with. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 "Open Sans", "Helvetica Neue", Roboto, Arial, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main { box-sizing: border-box; width: 100%; max-width: 30rem; padding: 2rem 1.25rem; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
ul { list-style: none; margin: 1.5rem 0; padding: 0; }
li { margin: 0 0 0.75rem; }
button { width: 100%; padding: 0.75rem 1rem; border: 2px solid #006ce0; border-radius: 0.75rem; background: Canvas;
  color: CanvasText; font: inherit; text-align: start; cursor: pointer; }
button:hover { background: color-mix(in srgb, #006ce0 12%, Canvas); }
button:focus-visible { outline: 3px solid #0972d3; outline-offset: 3px; }
button strong, button span { display: block; }
.note { border-inline-start: 4px solid #006ce0; padding: 0.25rem 0 0.25rem 1rem; margin: 0; }
`;

/** The page on which somebody chooses who to be. */
export function signInPage(
  pool: UserPool,
  users: readonly LocalUser[],
  /** Path that a user's name is added to, to sign in as that user. */
  path: string,
  /** Origins of the application, which the form leads to in the end. */
  origins: readonly string[],
): Page {
  const choices = users.map(
    ({ username, description }) =>
      `<li><form method="post" action="${escape(`${path}/${encodeURIComponent(username)}`)}">` +
      `<button type="submit"><strong>${escape(username)}</strong>` +
      `${description === "" ? "" : `<span>${escape(description)}</span>`}</button></form></li>`,
  );
  const chosen =
    users.length > 0
      ? `<p>Choose who you are. There is one user for each group of the user pool.</p><ul>${choices.join("")}</ul>`
      : "<p>The program declares no group of users for this user pool, so there is nobody to sign in as.</p>";
  const body =
    `<h1>Sign in</h1>${chosen}<p class="note">This is the local issuer of this machine, in place of Amazon Cognito. ` +
    `It asks for no password. On AWS, Cognito asks for ${factors(pool)}.</p>`;
  return page("Sign in", body, origins);
}

/** A page that says what went wrong. */
export function errorPage(title: string, explanation: string): Page {
  return page(title, `<h1>${escape(title)}</h1><p>${escape(explanation)}</p>`, []);
}

function factors({ secondFactor }: UserPool): string {
  if (secondFactor === "OFF") return "the password";
  return `the password and ${secondFactor === "ON" ? "" : ", of who has one, "}a second factor`.replace(" ,", ",");
}

function page(title: string, body: string, origins: readonly string[]): Page {
  const style = createHash("sha256").update(STYLE).digest("base64");
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${style}'`,
    // The empty icon, so that browsers ask for none.
    "img-src data:",
    // Browsers hold where a form's answer leads to against this, too.
    `form-action ${["'self'", ...origins].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    html:
      `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title>` +
      '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">' +
      `<style>${STYLE}</style></head><body><main>${body}</main></body></html>\n`,
    headers: {
      "cache-control": "no-store",
      "content-security-policy": policy.join("; "),
      "content-type": "text/html; charset=utf-8",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
  };
}

/** Text as it stands in a document or in an attribute. */
export function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
