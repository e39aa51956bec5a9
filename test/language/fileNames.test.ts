import { expect } from "chai";
import * as fc from "fast-check";
import { basename, join } from "node:path";
import { fileNames } from "../../flows/language/fileNames";

describe("names of flows as names of files", () => {
  it("stay as they are where they can", () => {
    const names = ["inbound", "customer-queue", "Main line 2.0", "Überlauf", "営業"];
    expect([...fileNames(names).values()]).to.deep.equal(names);
  });

  it("are numbered where two would share a file, capitals aside", () => {
    const names = ["Sales (EN)", "Sales [EN]", "sales -en-", "Sales -EN--2"];
    expect([...fileNames(names).values()]).to.deep.equal([
      "Sales -EN-",
      "Sales -EN--2",
      "sales -en--3",
      "Sales -EN--2-2",
    ]);
  });

  it("never lead out of their folder, are hidden, too long or the same, whatever the flows are called", () => {
    const parts = fc.constantFrom(
      "..",
      "/",
      "\\",
      "~",
      ":",
      ".",
      " ",
      "\0",
      "%2e",
      "CON",
      "a",
      "A",
      "😀",
      "\ud800",
      "é",
    );
    const name = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(parts, { maxLength: 130 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 6 }), (names) => {
        const files = [...fileNames(names).values()];
        expect(files).to.have.length(names.length);
        expect(new Set(files.map((file) => file.toLowerCase())).size).to.equal(names.length);
        for (const file of files) {
          expect(basename(join("/out", `${file}.svg`))).to.equal(`${file}.svg`);
          expect(file).to.match(/^[^./\\\0][^/\\\0]*$/);
          expect(Buffer.byteLength(file)).to.be.lessThan(250);
        }
      }),
    );
  });
});
