/**
 * Where an object lies in the store's folder. Keys are legible as paths, and hive-style folders (`arrived=2026-03-02-09/`)
 * stay what they are, so that an engine that reads files finds them. What no file system or no glob takes is written as
 * `%` and two hexadecimal digits.
 */
import { createHash } from "node:crypto";

/** Longest name of a file in bytes that every file system takes, with room to spare. */
const LONGEST_NAME = 200;

/** Control characters, the percent sign itself, and what Windows or a glob gives a meaning. */
const UNSAFE = /[\u0000-\u001f\u007f%<>:"|?*\\[\]{}]/g;

function escaped(text: string): string {
  return text.replace(UNSAFE, (character) => hexOf(character)).replace(/[. ]$/, (character) => hexOf(character));
}

function hexOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

function fitting(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 24);
  const extension = /(\.[A-Za-z0-9]{1,8}){0,2}$/.exec(name)?.[0] ?? "";
  return `${[...name].slice(0, 24).join("")}%~${digest}${extension}`;
}

/** A folder's name has no dot, a file's has one or ends in a lone `%`: so `a` and `a/b` can both be keys. */
function folderName(segment: string): string {
  return segment === "" ? "%%" : fitting(escaped(segment).replace(/\./g, "%2E"));
}

function fileName(segment: string): string {
  const name = escaped(segment);
  return name.includes(".") ? fitting(name) : `${fitting(name)}%`;
}

/** Path of an object's file below its bucket's folder, by its key; always with `/` between the parts. */
export function pathOfKey(key: string): string {
  const segments = key.split("/");
  const last = segments.pop() ?? "";
  return [...segments.map(folderName), fileName(last)].join("/");
}

/** Path of the folder that holds the keys below a prefix ending in `/`. */
export function pathOfPrefix(prefix: string): string {
  return prefix.split("/").slice(0, -1).map(folderName).join("/");
}
