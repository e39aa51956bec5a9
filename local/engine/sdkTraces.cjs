/**
 * Takes away traces that the SDK writes down for every resource and nobody reads; with TypeScript's source maps each costs
 * a millisecond. Errors of the program keep theirs.
 */
"use strict";

/** @param {NodeJS.Require} sdk the `require` of whoever uses the SDK */
exports.withoutTraces = (sdk) => {
  // For each promise, ten of them for each resource, the SDK writes down where it was made, and reads that only when leaks
  // are looked for.
  const debuggable = sdk("@pulumi/pulumi/runtime/debuggable");
  if (!debuggable.debugPromiseLeaks) {
    const { debuggablePromise } = debuggable;
    debuggable.debuggablePromise = (promise, context) => {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 0;
      try {
        return debuggablePromise(promise, context);
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
    };
  }
  // It also tells the engine the whole way to each resource's constructor; neither the graph nor mocks have a place for it.
  sdk("@pulumi/pulumi/resource").Resource.stackTrace = () => [];
};
