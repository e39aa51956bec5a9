/** Handlers' texts kept from run to run: the same as made anew, and only for what a file says whole. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ROOT } from "../components/foundations/keptResults";
import { serializedHandler } from "../components/foundations/serializedHandler";
import { readSettingsFactory } from "../handlers/readSettings";

const KEPT = join(ROOT, "node_modules/.cache/contact-center");

function keptTexts(): string[] {
  const names = existsSync(KEPT) ? readdirSync(KEPT) : [];
  // Halves of a write go while one looks.
  return names.filter((name) => /^handler-\w+\.json$/.test(name)).map((name) => readFileSync(join(KEPT, name), "utf8"));
}

describe("A handler's text", () => {
  it("is what Pulumi makes of the factory, wherever it comes from", async () => {
    const anew = await pulumi.runtime.serializeFunction(readSettingsFactory, {
      exportName: "handler",
      isFactoryFunction: true,
    });
    const { text, containsSecrets } = await serializedHandler(readSettingsFactory);
    expect(text).to.equal(anew.text);
    expect(containsSecrets).to.equal(false);
    expect(keptTexts().some((kept) => kept.includes(JSON.stringify(text)))).to.equal(true);
  });

  it("is made anew for a factory no file exports: what is around it is in no file", async () => {
    const factoryOf = (word: string) => () => () => Promise.resolve(word);
    const words = ["one", "other"].map((word) => `${word}-of-${process.pid}`);
    const [one, other] = await Promise.all(words.map((word) => serializedHandler(factoryOf(word))));
    expect(one?.text).to.contain(words[0]).and.not.to.contain(words[1]);
    expect(other?.text).to.contain(words[1]);
    expect(keptTexts().filter((kept) => words.some((word) => kept.includes(word)))).to.deep.equal([]);
  });
});
