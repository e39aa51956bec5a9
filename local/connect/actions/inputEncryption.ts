/** Encryption of what customers enter (InputEncryption), so that only the holder of the private key reads it. */
import { KeyObject, X509Certificate, constants, createPublicKey, publicEncrypt } from "node:crypto";
import type { StepBuilder } from "../stepBuilder";

/** Encrypts one input; undefined, after `tell`, when the key cannot be used. */
export type Encrypt = (digits: string) => { readonly ciphertext: string } | { readonly reason: string };

/**
 * Encrypts for the certificate or public key (PEM) of the action: RSA-OAEP with SHA-512, base64. The service wraps the same
 * in the envelope of the AWS Encryption SDK. Undefined when the action does not encrypt.
 */
export function compileEncryption(builder: StepBuilder): Encrypt | undefined {
  if (!builder.has("InputEncryption")) return undefined;
  const key = readKey(builder.raw("InputEncryption", "Key") ?? "");
  if (!(key instanceof KeyObject)) return () => key;
  return (digits) => {
    const how = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha512" };
    try {
      return { ciphertext: publicEncrypt(how, Buffer.from(digits)).toString("base64") };
    } catch (error) {
      return { reason: `the key cannot encrypt it: ${messageOf(error)}` };
    }
  };
}

function readKey(pem: string): KeyObject | { readonly reason: string } {
  try {
    const key = /BEGIN CERTIFICATE/.test(pem) ? new X509Certificate(pem).publicKey : createPublicKey(pem);
    if (key.asymmetricKeyType === "rsa") return key;
    return { reason: `InputEncryption.Key is an ${key.asymmetricKeyType} key; give the certificate of an RSA key` };
  } catch (error) {
    return { reason: `InputEncryption.Key is no certificate in PEM form: ${messageOf(error)}` };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
