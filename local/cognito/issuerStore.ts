/** What an issuer remembers: sessions, codes, refresh tokens and what was granted, in memory, each until its time is up. */
import type { Adapter, AdapterPayload } from "oidc-provider";

interface Kept {
  readonly payload: AdapterPayload;
  /** Epoch milliseconds. */
  readonly until: number;
  /** From when on it counts as used. */
  usedFrom?: number;
}

/** The memory of one issuer; the library asks it for one adapter a kind of thing. */
export class IssuerStore {
  private readonly kept = new Map<string, Kept>();

  constructor(
    /** Seconds that a refresh token of a client may be used again after it was used. */
    private readonly graceOf: (clientId: string) => number = () => 0,
  ) {}

  /** The adapter for a kind such as `Session`. */
  adapter(kind: string): Adapter {
    const key = (id: string): string => `${kind} ${id}`;
    return {
      upsert: async (id, payload, expiresIn) => {
        this.forgetExpired();
        this.kept.set(key(id), { payload, until: Date.now() + (expiresIn || Number.POSITIVE_INFINITY) * 1_000 });
      },
      find: async (id) => this.read(key(id)),
      findByUid: async (uid) => this.search(kind, (payload) => payload.uid === uid),
      findByUserCode: async (code) => this.search(kind, (payload) => payload.userCode === code),
      consume: async (id) => {
        const found = this.kept.get(key(id));
        const grace = kind === "RefreshToken" ? this.graceOf(found?.payload.clientId ?? "") : 0;
        if (found !== undefined) found.usedFrom ??= Date.now() + grace * 1_000;
      },
      destroy: async (id) => void this.kept.delete(key(id)),
      revokeByGrantId: async (grantId) => {
        for (const [name, { payload }] of this.kept) if (payload.grantId === grantId) this.kept.delete(name);
      },
    };
  }

  private read(name: string): AdapterPayload | undefined {
    const found = this.kept.get(name);
    const now = Date.now();
    if (found === undefined || found.until <= now) return undefined;
    if (found.usedFrom !== undefined && found.usedFrom <= now) found.payload.consumed = Math.floor(now / 1_000);
    return found.payload;
  }

  private search(kind: string, fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    const names = [...this.kept.keys()].filter((name) => name.startsWith(`${kind} `));
    return names.map((name) => this.read(name)).find((payload) => payload !== undefined && fits(payload));
  }

  private forgetExpired(): void {
    const now = Date.now();
    for (const [name, { until }] of this.kept) if (until <= now) this.kept.delete(name);
  }
}
