/** The agents of a demonstration: those the program declares or, where people sign in through SAML, some of our own. */
import type { LocalCenter } from "../center";
import type { Agent } from "../connect";

/** The agents there are; where the program declares none, one is added for each routing profile. */
export function staff({ connect }: Pick<LocalCenter, "connect">): readonly Agent[] {
  if (connect.agents.length === 0) {
    [...connect.routingProfiles.values()].forEach(({ id }, index) => {
      connect.addAgent({ username: `agent-${index + 1}`, routingProfile: id });
    });
  }
  return connect.agents;
}

/** An agent who is offered the contacts of a queue, by its name; undefined when no routing profile serves it. */
export function agentFor(center: Pick<LocalCenter, "connect">, queue: string | undefined): Agent | undefined {
  const serves = ({ groups }: Agent["profile"]) => groups.flat().some((served) => served.queue.name === queue);
  const known = staff(center).find(({ profile }) => serves(profile));
  const profile = [...center.connect.routingProfiles.values()].find(serves);
  if (known !== undefined || profile === undefined) {
    return known;
  }
  return center.connect.addAgent({ username: `agent-of-${profile.name}`, routingProfile: profile.id });
}
