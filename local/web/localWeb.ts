/**
 * The web of a local run: a server on the loopback interface for each CloudFront distribution, each HTTP API and each user
 * pool the program declares. They listen from the start, so that functions can be told their addresses, and serve once the rest is there.
 */
import { Issuer } from "../cognito/issuer";
import { COOKIES } from "../cognito/providerSettings";
import { declaredUserPools, type UserPool } from "../cognito/userPools";
import type { ResourceGraph } from "../engine/graph";
import { resourcesOfType, textOf } from "../graphValues";
import { PARTICIPANT_PATH, type ParticipantService } from "../participant/participantService";
import { Addresses } from "./addresses";
import { type ApiDeclaration, declaredApis } from "./declaredApis";
import { Distribution } from "./distribution";
import { Firewall } from "./firewall";
import { type Functions, HttpApi } from "./httpApi";
import { textResponse, type WebRequest } from "./http";
import { JwtAuthorizer } from "./jwtAuthorizer";
import { WebServer } from "./webServer";

/** How the web is run. */
export interface WebOptions {
  /** Port of the first site; any free one unless given. */
  readonly port?: number;
  /** Epoch milliseconds, for throttles and rate rules: people's own time, not the centre's. Default: real time. */
  readonly now?: () => number;
}

/** A site: what a CloudFront distribution serves. */
export interface LocalSite {
  /** Its logical name in the program. */
  readonly name: string;
  /** Origin it is served at, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly distributionId: string;
  /** `d….cloudfront.net`, its name on AWS. */
  readonly domainName: string;
}

/** An HTTP API reached without a distribution. */
export interface LocalApi {
  readonly name: string;
  /** Origin it is served at. */
  readonly url: string;
  readonly apiId: string;
  /** `<id>.execute-api.<region>.amazonaws.com`, its name on AWS. */
  readonly domainName: string;
}

/** Whom the web passes requests on to. */
export interface WebTargets {
  readonly functions: Functions;
  /** Where chats of a site's visitors go on; without it `/participant/…` is a path like any other. */
  readonly participants?: ParticipantService;
  /** Epoch milliseconds, as functions' clocks show it, where that is not {@link WebOptions.now}. */
  readonly functionsNow?: () => number;
}

/** The web of one centre. */
export class LocalWeb {
  private readonly servers: WebServer[] = [];
  private readonly addresses = new Addresses();
  /** Origin of the site in front of a function, by the function's ARN. */
  private readonly siteOfFunction = new Map<string, string>();
  private readonly served: LocalSite[] = [];
  private readonly reached: LocalApi[] = [];
  private readonly signsIn: Issuer[] = [];
  private readonly found: string[] = [];

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: WebOptions,
  ) {}

  /** Listens for every distribution and API of a graph; requests are told to wait until {@link LocalWeb.serve}. */
  static async open(graph: ResourceGraph, options: WebOptions = {}): Promise<LocalWeb> {
    const web = new LocalWeb(graph, options);
    const sites = resourcesOfType(graph, "aws:cloudfront/distribution:Distribution").length;
    const apis = declaredApis(graph).filter(({ reachable }) => reachable).length;
    try {
      const pools = declaredUserPools(graph).length;
      for (let place = 0; place < sites + apis + pools; place++) {
        web.servers.push(await WebServer.open(place === 0 ? (options.port ?? 0) : 0));
      }
    } catch (error) {
      await web.close();
      throw error;
    }
    return web;
  }

  /** The sites, in the order the program declares them. */
  get sites(): readonly LocalSite[] {
    return this.served;
  }

  /** The APIs, in the order the program declares them. */
  get apis(): readonly LocalApi[] {
    return this.reached;
  }

  /** The issuers of the user pools that have a client, in the order the program declares them. */
  get issuers(): readonly Issuer[] {
    return this.signsIn;
  }

  /** What is declared and not done here. */
  get diagnostics(): readonly string[] {
    return this.found;
  }

  /**
   * Begins to serve.
   * @throws Error when a distribution names a policy that is not declared, or a policy cannot be read
   */
  serve(targets: WebTargets): void {
    const now = this.options.now ?? Date.now;
    const servers = [...this.servers];
    const pools = declaredUserPools(this.graph);
    // They are the last to listen: the first port is that of the first site.
    const poolServers = servers.splice(servers.length - pools.length);
    pools.forEach((pool, place) => this.serveIssuer(poolServers[place], pool));
    const apis = declaredApis(this.graph).map(
      (declaration) =>
        new HttpApi(declaration, targets.functions, now, this.authorizersOf(declaration, now, targets.functionsNow)),
    );
    for (const resource of resourcesOfType(this.graph, "aws:cloudfront/distribution:Distribution")) {
      const server = servers.shift();
      const firewall = this.firewallOf(textOf(resource, "webAclId"), now);
      const distribution = new Distribution(this.graph, resource, apis, firewall, this.addresses);
      if (server !== undefined) this.serveSite(server, distribution, targets.participants);
    }
    for (const api of apis) {
      if (!api.declaration.reachable) continue;
      const server = servers.shift();
      if (server !== undefined) this.serveApi(server, api);
    }
  }

  /**
   * The address on this machine of something on AWS: takes a URL or a host name, gives the same with the local origin in
   * place of the domain. Undefined when it is not served here.
   */
  resolve(address: string): string | undefined {
    return this.addresses.resolve(address);
  }

  /** What a function behind a site is told of it: where the visitors' chats go on. */
  environmentFor({ arn }: { readonly arn: string }): Record<string, string> {
    const url = this.siteOfFunction.get(arn);
    return url === undefined ? {} : { AWS_ENDPOINT_URL_CONNECTPARTICIPANT: url };
  }

  /** Ends every server. */
  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }

  private serveSite(server: WebServer, distribution: Distribution, participants?: ParticipantService): void {
    const { id, name, domainName, aliases } = distribution;
    const names = [domainName, ...aliases].map((host) => host.toLowerCase());
    for (const host of names) this.addresses.add(host, server.url);
    for (const { declaration } of distribution.targets) {
      for (const { integration } of declaration.routes) {
        if (integration !== undefined) this.siteOfFunction.set(integration.functionArn, server.url);
      }
    }
    server.serve({
      names,
      handle: (request) =>
        participants !== undefined && request.path.startsWith(PARTICIPANT_PATH)
          ? participants.handle(request, server.url)
          : distribution.handle(asOnAws(request, server.url, aliases[0] ?? domainName)),
      upgrade: (request, socket, head) => participants?.upgrade(request, socket, head) ?? false,
    });
    this.served.push({ name, url: server.url, distributionId: id, domainName });
  }

  private serveApi(server: WebServer, api: HttpApi): void {
    const { id, name, host } = api.declaration;
    this.addresses.add(host, server.url);
    server.serve({
      names: [host],
      handle: (request) =>
        api.handle({
          ...request,
          headers: {
            ...request.headers,
            host,
            "x-forwarded-for": [request.headers["x-forwarded-for"], request.viewer.address]
              .filter((address) => address !== undefined)
              .join(", "),
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
          },
        }),
    });
    this.reached.push({ name, url: server.url, apiId: id, domainName: host });
  }

  /** Takes the place of the pool's issuer, whose host all pools of a Region share, and of the pool's own domain. */
  private serveIssuer(server: WebServer | undefined, pool: UserPool): void {
    if (server === undefined) return;
    const issuer = new Issuer(pool, server.url, (address) => this.resolve(address) ?? address);
    this.addresses.add(pool.issuer, issuer.url);
    if (pool.domain !== undefined) this.addresses.add(pool.domain, server.url);
    server.serve({
      names: [],
      handle: () => textResponse(404, "Not Found"),
      listener: (request, response) => issuer.handle(request, response),
    });
    this.signsIn.push(issuer);
  }

  private authorizersOf(
    { authorizers }: ApiDeclaration,
    now: () => number,
    functionsNow?: () => number,
  ): Map<string, JwtAuthorizer> {
    return new Map(
      authorizers.map((declaration) => {
        const issuer = this.signsIn.find(({ pool }) => `https://${pool.issuer}` === declaration.issuer);
        if (issuer === undefined) {
          this.found.push(
            `Authorizer "${declaration.name}" takes tokens of ${declaration.issuer}, which nobody issues on this machine, ` +
              "so it refuses all.",
          );
        }
        return [declaration.id, new JwtAuthorizer(declaration, issuer, now, functionsNow)];
      }),
    );
  }

  private firewallOf(arn: string | undefined, now: () => number): Firewall | undefined {
    if (arn === undefined || arn === "") return undefined;
    const acl = resourcesOfType(this.graph, "aws:wafv2/webAcl:WebAcl").find(
      (resource) => textOf(resource, "arn") === arn,
    );
    if (acl === undefined) {
      this.found.push(`The web ACL ${arn} is not declared by the program, so the local run does not apply it.`);
      return undefined;
    }
    const firewall = new Firewall(acl, now);
    this.found.push(...firewall.diagnostics);
    return firewall;
  }
}

/** Cookies of the issuer, and what is added to their names where they are signed. */
const FOREIGN_COOKIE = new RegExp(`^(${Object.values(COOKIES).join("|")})(\\.sig)?=`);

/**
 * A request of a page of this very site, as it would come on AWS: there the page's origin is the site's own name, and that
 * is what the functions behind it are told to expect. Cookies of the issuer do not come along: browsers tell hosts apart
 * and not ports, so they send them here.
 */
function asOnAws(request: WebRequest, url: string, host: string): WebRequest {
  const { origin, referer, cookie, ...others } = request.headers;
  const cookies = (cookie ?? "").split(/;\s*/).filter((pair) => pair !== "" && !FOREIGN_COOKIE.test(pair));
  const own = (text: string): string => `https://${host}${text.slice(url.length)}`;
  return {
    ...request,
    headers: {
      ...others,
      ...(cookies.length > 0 && { cookie: cookies.join("; ") }),
      ...(origin !== undefined && { origin: origin === url ? own(origin) : origin }),
      ...(referer !== undefined && { referer: referer.startsWith(`${url}/`) ? own(referer) : referer }),
    },
  };
}
