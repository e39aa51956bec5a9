/** What may be kept of what customers say: everything but their PIN. */
import { expect } from "chai";
import { keepable } from "../../handlers/conversation/messages";

describe("what is kept of a customer's words", () => {
  const cases: [text: string, elicited: string | undefined, hidden: string[], kept: string][] = [
    ["4321", "pin", [], "••••"],
    ["it is four three 21", "pin", [], "•• •• •••• ••••• ••"],
    ["4321", "phoneNumber", [], "••••"],
    ["206 555 0101 and 4321", "phoneNumber", [], "206 555 0101 and ••••"],
    ["2065550101 432199", "phoneNumber", [], "2065550101 ••••••"],
    ["+1 (206) 555-0101", "phoneNumber", [], "+1 (206) 555-0101"],
    ["cancel my order, my PIN is 4321", undefined, [], "cancel my order, my PIN is ••••"],
    ["mi clave es 4 3 2 1", undefined, [], "mi clave es • • • •"],
    ["pin 4321 for 2065550101, on 2026-11-25", undefined, [], "pin •••• for 2065550101, on 2026-11-25"],
    ["order 12345 is late", undefined, [], "order 12345 is late"],
    ["it is seven", "deliveryDay", ["seven"], "it is •••••"],
  ];
  for (const [text, elicited, hidden, kept] of cases) {
    it(`${JSON.stringify(text)}, asked for ${elicited ?? "nothing"}`, () => {
      expect(keepable(text, elicited, hidden)).to.equal(kept);
    });
  }
});
