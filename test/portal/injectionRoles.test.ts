/** Every injection in every text field there is, as each role that has some, and in everything that each role is shown. */
import { expect } from "chai";
import type { Page } from "playwright-core";
import { evaluated } from "../support/evaluated";
import { INJECTIONS } from "../support/injections";
import type { User } from "./fakeBackend";
import { dialog, withPortal } from "./portalPage";

/** Everything that a text can be typed into. */
const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, [contenteditable]";

/** Each dialog: the page it is opened from, its button there, and the names of its text fields. A new field fails here. */
const DIALOGS: readonly { address: string; heading: string; button: RegExp; fields: string[]; least: User }[] = [
  {
    address: "/#/queue/sales",
    heading: "sales",
    button: /^Change message of sales/,
    fields: ["English (United States)", "Spanish (United States)", "Date", "Time", "Date", "Time", "Why"],
    least: "operator",
  },
  ...["open or closed", "redirect", "callback offer", "hold music", "priority"].map((what) => ({
    address: "/#/queue/sales",
    heading: "sales",
    button: new RegExp(`^Change ${what} of sales`),
    fields: ["Date", "Time", "Date", "Time", "Why"],
    least: "operator" as const,
  })),
  {
    address: "/#/center",
    heading: "Whole centre",
    button: /^Change message of the whole centre/,
    fields: ["English (United States)", "Spanish (United States)", "Date", "Time", "Date", "Time", "Why"],
    least: "operator",
  },
  {
    address: "/#/center",
    heading: "Whole centre",
    button: /^Emergency closure/,
    fields: ["Date", "Time", "Date", "Time", "Type the reason to confirm"],
    least: "administrator",
  },
  {
    address: "/#/planned",
    heading: "In force and planned",
    button: /^End now: /,
    fields: ["Why"],
    least: "operator",
  },
  { address: "/#/history", heading: "History", button: /^Undo: /, fields: ["Why"], least: "operator" },
];

const PAGES = [
  ["", "Board"],
  ["/#/center", "Whole centre"],
  ["/#/planned", "In force and planned"],
  ["/#/history", "History"],
] as const;

/** What an input leaves of a text by its name. */
function left(name: string, typed: string): string | RegExp {
  if (name === "Date" || name === "Time") return /^[\d/:-]*$/;
  return /Why|reason/.test(name) ? typed.replace(/[\r\n]/g, "").slice(0, 300) : typed.replace(/\r\n?/g, "\n");
}

/** Types each text into each field of the dialog that is open, and gives what the fields have then, by text and field. */
async function typeAll(page: Page): Promise<{ names: string[]; values: string[][] }> {
  return dialog(page).evaluate(
    async (box, { texts, selector }) => {
      const fields = [...box.querySelectorAll(selector)] as (HTMLInputElement | HTMLTextAreaElement)[];
      const values: string[][] = [];
      for (const text of texts) {
        for (const field of fields) {
          const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value") ?? {};
          set?.call(field, text);
          field.dispatchEvent(new Event("input", { bubbles: true }));
          // What was typed is drawn before the next is.
          await new Promise((resolve) => setTimeout(resolve));
        }
        values.push(fields.map(({ value }) => value));
      }
      const nameOf = (field: Element): string => {
        const labels = field.getAttribute("aria-labelledby")?.split(" ") ?? [];
        const named = labels.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
        const label = document.querySelector(`label[for="${field.id}"]`)?.textContent ?? "";
        return (field.getAttribute("aria-label") ?? (named || label)).trim();
      };
      return { names: fields.map(nameOf), values };
    },
    { texts: INJECTIONS, selector: FIELDS },
  );
}

/** Elements and attributes that the page does not make: whatever came of a text. */
async function strangers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const foreign = [
      ...document.querySelectorAll(
        "img:not([src='icon.svg']), iframe, object, embed, base, form[action], a[href^=javascript]",
      ),
    ];
    const scripts = [...document.querySelectorAll("script")].filter(
      ({ src }) => !src.startsWith(window.location.origin),
    );
    const handlers = [...document.querySelectorAll("*")].filter(({ attributes }) =>
      [...attributes].some(({ name }) => name.startsWith("on")),
    );
    return [...foreign, ...scripts, ...handlers].map(({ outerHTML }) => outerHTML.slice(0, 200));
  });
}

describe("script injection into the operations portal, by role", function () {
  this.timeout(300_000);
  const given = withPortal();
  let asked: string[] = [];

  /** Signs in as somebody. */
  async function as(role: User): Promise<void> {
    given.backend.session = role;
    asked = [];
    given.page.on("request", (request) => asked.push(request.url()));
  }

  function expectNoOtherOrigin(): void {
    const { url, issuerUrl } = given.backend;
    const others = asked.filter((address) => !address.startsWith(`${url}/`) && !address.startsWith(`${issuerUrl}/`));
    expect(others, "asked of other origins").to.deep.equal([]);
  }

  /** Shows what the dialog keeps back until somebody wants another time than the usual ones. */
  async function unfold(page: Page): Promise<void> {
    await dialog(page).getByRole("textbox").last().waitFor();
    for (const name of ["Begins", "Ends"]) {
      const group = dialog(page).getByRole("radiogroup", { name });
      if ((await group.count()) > 0) await group.getByText("At …").click();
    }
  }

  for (const role of ["operator", "administrator"] as const) {
    it(`does nothing in any text field of the ${role}, and leaves what was typed`, async () => {
      const { page, backend } = given;
      backend.center.write("queue/sales", { field: "music", value: "jazz", by: "other", why: "before" });
      await as(role);
      for (const { address, heading, button, fields, least } of DIALOGS) {
        await given.open(address, heading);
        const opens = page.getByRole("button", { name: button }).first();
        if (least === "administrator" && role !== "administrator") {
          expect(await opens.count(), String(button)).to.equal(0);
          continue;
        }
        await opens.click();
        await unfold(page);
        const { names, values } = await typeAll(page);
        expect(names, String(button)).to.have.same.members(fields);
        for (const [index, typed] of INJECTIONS.entries()) {
          for (const [place, name] of names.entries()) {
            const expected = left(name, typed);
            const value = values[index]?.[place] ?? "";
            if (typeof expected === "string") expect(value, `${name} of ${button}`).to.equal(expected);
            else expect(value, `${name} of ${button}`).to.match(expected);
          }
        }
        expect(await strangers(page)).to.deep.equal([]);
        await page.keyboard.press("Escape");
        await dialog(page).waitFor({ state: "detached" });
      }
      expectNoOtherOrigin();
    });
  }

  for (const role of ["viewer", "operator", "administrator"] as const) {
    it(`does nothing in anything the ${role} is shown, and is shown as it came`, async () => {
      const { page, backend } = given;
      const { center } = backend;
      const [first = ""] = INJECTIONS;
      center.queues = [...INJECTIONS];
      center.company = INJECTIONS[1] ?? "";
      center.username = INJECTIONS[2] ?? "";
      center.stale = INJECTIONS[3];
      center.problems = INJECTIONS.map((message) => ({ scope: message, message }));
      for (const text of INJECTIONS) {
        center.write(`queue/${text}`, { field: "message", value: { "en-US": text }, by: text, why: text });
        center.write("center", { field: "message", value: { "en-US": text, "es-US": text }, by: text, why: text });
      }
      await as(role);
      for (const [address, heading] of [...PAGES, [`/#/queue/${encodeURIComponent(first)}`, first]] as const) {
        await given.open(address, heading);
        if (heading === "Board") {
          for (const text of INJECTIONS) await page.getByRole("link", { name: text, exact: true }).first().waitFor();
        }
        expect(await strangers(page), heading).to.deep.equal([]);
        if (role === "viewer") {
          expect(await page.locator(FIELDS).count(), `fields of the viewer: ${heading}`).to.equal(0);
        }
      }
      await page.goto(`${backend.url}/?wall`);
      await page.getByText("Back to the board").waitFor();
      const shown = await page.evaluate(() => document.body.textContent ?? "");
      for (const text of INJECTIONS) expect(shown).to.include(text);
      expect(await strangers(page)).to.deep.equal([]);
      expectNoOtherOrigin();
    });
  }

  it("is met by a policy without exceptions, the deployed one as here", async () => {
    const { resources } = await evaluated("dev");
    const policies = resources
      .filter(
        ({ type, name }) =>
          type === "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy" && /portal/.test(name),
      )
      .map(({ inputs }) => JSON.stringify(inputs));
    const [policy] = policies.map((text) => /"contentSecurityPolicy":"([^"]+)"/.exec(text)?.[1] ?? "");
    expect(policy).to.match(/^default-src 'none'; /);
    expect(policy).not.to.match(/unsafe|\*|data:|blob:|http:/);
    const rules = (text: string): string[] => text.split("; ").map((rule) => rule.replace(/^(connect-src).*/, "$1"));
    expect(rules(String(given.backend.headers()["content-security-policy"]))).to.deep.equal(rules(policy ?? ""));
  });
});
