/** Resource options for what must outlive a mistake: the Connect instance, claimed numbers, recordings, tables and their key. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * Options of a resource that holds data or cannot be had again.
 *
 * When `protectData` is true `pulumi destroy` and replacements are refused (`protect`) and a resource that leaves the
 * program stays in the account (`retainOnDelete`): a deleted Connect instance counts against 100 creations and deletions
 * in 30 days, and a released phone number can be locked for up to 180 days.
 */
export function dataOptions(parent: pulumi.Resource, protectData: boolean): pulumi.CustomResourceOptions {
  return protectData ? { parent, protect: true, retainOnDelete: true } : { parent };
}
