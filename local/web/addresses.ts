/**
 * Which addresses on AWS a local server stands in for: host names, and host names with the first part of a path, as several
 * user pools share one host. Everything that turns one kind of address into the other asks here.
 */

/** The addresses of one run. */
export class Addresses {
  /** Local address by address on AWS, both without a slash at the end, the latter without `https://`. */
  private readonly local = new Map<string, string>();
  private pattern: RegExp | undefined;

  /** Notes that `local`, such as `http://127.0.0.1:40123`, stands in for what is at `https://` and `address`. */
  add(address: string, local: string): void {
    this.local.set(withLowerHost(address), local);
    this.pattern = undefined;
  }

  /**
   * The address on this machine of something on AWS: takes a URL or a host name, gives the same with the local origin in
   * place of the domain. Undefined when it is not served here.
   */
  resolve(address: string): string | undefined {
    const bare = withLowerHost(address.replace(/^https?:\/\//i, ""));
    for (const { index } of [...bare.matchAll(/[/?#]|$/g)].reverse()) {
      const local = this.local.get(bare.slice(0, index));
      if (local !== undefined) return local + bare.slice(index);
    }
    return undefined;
  }

  /** A text with local addresses in place of all that are served here. */
  localize(text: string): string {
    if (this.local.size === 0 || !text.includes("https://")) return text;
    return text.replace(this.expression(), (_, address: string) => this.local.get(withLowerHost(address)) ?? address);
  }

  /** Matches any of the addresses where it ends as one does: nothing follows that would make it another one. */
  private expression(): RegExp {
    const addresses = [...this.local.keys()].sort((one, other) => other.length - one.length);
    const escaped = addresses.map((address) => address.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return (this.pattern ??= new RegExp(`https://(${escaped.join("|")})(?![\\w.:@%-])`, "gi"));
  }
}

/** Case does not matter in a host name, and does in a path. */
function withLowerHost(address: string): string {
  const end = address.search(/[/?#]/);
  return end < 0 ? address.toLowerCase() : address.slice(0, end).toLowerCase() + address.slice(end);
}
