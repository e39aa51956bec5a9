/** Receipt handles: each receive of a message gives one of its own, and only the latest is good for anything. */
import { randomUUID } from "node:crypto";
import { ServiceError } from "../services/serviceError";

const FORM = /^([0-9a-f-]{36}):[0-9a-f-]{36}$/;

/** A new handle of a message. */
export function newHandle(messageId: string): string {
  return Buffer.from(`${messageId}:${randomUUID()}`).toString("base64");
}

/** The message a handle was given for; throws ReceiptHandleIsInvalid for what is no handle. */
export function messageOf(handle: string): string {
  const messageId = FORM.exec(Buffer.from(handle, "base64").toString("latin1"))?.[1];
  if (messageId !== undefined) return messageId;
  throw new ServiceError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.");
}
