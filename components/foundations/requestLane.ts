/** Keeps a first `pulumi up` under the request rate of a control plane that throttles early. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * A lane of resources that are created one after the other.
 *
 * Amazon Connect's control plane allows about two requests a second for each API and account (burst five). Pulumi creates
 * whatever it can at the same time, so every Connect resource of a centre waits for the one before it.
 */
export class RequestLane {
  #last: pulumi.Resource | undefined;

  /** Resource options that wait for the lane's last resource, besides whatever `options` already says. */
  after(options: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
    if (options.dependsOn !== undefined) {
      throw new Error("A resource in a lane waits for the one before it; give it no dependsOn of its own.");
    }
    return this.#last ? { ...options, dependsOn: [this.#last] } : options;
  }

  /** Puts a resource at the end of the lane and gives it back. */
  add<R extends pulumi.Resource>(resource: R): R {
    this.#last = resource;
    return resource;
  }
}
