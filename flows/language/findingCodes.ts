/**
 * Every code a finding can have, with what it means and how it is mended. F1xx document, F2xx actions, F3xx parameters,
 * F4xx ways out, F5xx paths, F6xx speech, F7xx data. Codes never change their meaning.
 */

export interface FindingCodeEntry {
  readonly meaning: string;
  readonly remedy: string;
}

const CODES = {
  F100: ["The document is not flow language", "Use the content that DescribeContactFlow returns"],
  F101: ["Another version than 2019-10-30", "Write 2019-10-30, the only one there is"],
  F102: ["StartAction names no action", "Name one of the actions"],
  F103: ["More than 250 actions", "Move a part into another flow or a module"],
  F104: ["More than 256,000 characters", "Move a part into another flow or a module"],
  F105: ["Two actions have one identifier", "Rename one"],
  F106: ["An identifier is empty or longer than 50 characters", "Shorten it"],
  F107: ["An identifier has a character or is a word the service refuses", "Rename the action"],
  F108: ["A module without Settings", "Add the Settings the console writes; the builder does"],
  F109: ["A flow with Settings, which only modules have", "Leave them out"],
  F110: [
    "An export with a key the flow language does not know",
    "Nothing is known to read it; importing leaves it out",
  ],
  F201: ["An action type the service does not have, or not yet when this was written", "Check the spelling"],
  F202: ["An action that is not allowed in this type of flow", "Use it in a flow of a type it is allowed in"],
  F203: ["An action whose service has ended", "Remove it"],
  F204: ["An action that does not work on a channel of the flow", "Branch on the channel before it"],
  F301: ["A parameter the service refuses", "Remove it, or correct its name"],
  F302: ["A required parameter is missing", "Set it"],
  F303: ["Parameters that exclude each other, or none of several", "Set as many of them as are allowed"],
  F304: ["Too few or too many entries in a list or map", "Give as many as are allowed"],
  F305: ["A JSON number or boolean where the console writes text", 'Write "5", "True"'],
  F306: ["An empty text, which the service refuses", "Leave the parameter out, or give it a value"],
  F307: ["A reference where none is taken, or none where one is needed", "Write one reference, or none"],
  F308: ["A value outside of what the service knows", "Use one of the values it knows"],
  F309: ["A parameter of the wrong shape, or null", "Give text, a list or an object, as the message says"],
  F310: ["Stored input without validation", "Add InputValidation"],
  F311: ["A menu with settings of stored input", "Leave them out, or store the input"],
  F312: ["Encryption of anything but input with a custom validation", "Use CustomValidation, or do not encrypt"],
  F313: ["The key * both ends the input and cancels it", "Disable the cancel key, or end with another key"],
  F314: ["A time limit on which the documentation disagrees", "Stay at or below 179 seconds"],
  F315: ["Prompts are interrupted while an agent may be offered the contact", "Interrupt every 21 seconds or more"],
  F316: ["A chat's time limit with a bot leads nowhere", "Wire InputTimeLimitExceeded"],
  F317: ["Analytics without both sides of the call recorded", "Record agent and customer"],
  F318: ["An audio file in S3 where only prompts of the instance play", "Use a prompt"],
  F319: ["A name of an attribute or a tag that the service does not take", "Choose another name"],
  F320: ["A reference that begins with no name the service is known to have", "Correct the name; capitals matter"],
  F401: ["An action that ends the path leads somewhere", "Remove its transitions"],
  F402: ["A required error leads nowhere", "Wire it"],
  F403: ["An error the action does not raise with these parameters", "Remove it"],
  F404: ["An error is wired twice", "Keep one"],
  F405: ["Conditions the action does not take", "Use those the message names"],
  F406: ["No NextAction", "Name the action to go on with"],
  F407: ["A way out leads to no action", "Name an existing identifier; capitals matter"],
  F501: ["No path leads to the action", "Wire it, or remove it"],
  F502: ["A circle without a prompt, an input or a wait, with a way out", "Bound it with a Loop"],
  F503: ["A circle without a prompt, an input or a wait, for ever", "Give it a way out, or bound it with a Loop"],
  F504: ["In a queue flow, something that may not run before the loop prompts", "Move it into their interrupt"],
  F505: ["From here no path ends", "Let one path end, or reach a queue"],
  F601: ["A prompt that is too long", "Say it in two blocks"],
  F602: ["Markup that is not well-formed", "Mend it as the message says"],
  F603: ["Markup the service ignores", "Use the tags it speaks"],
  F604: ["Markup in plain text, which would be read aloud", "Use SSML instead of Text"],
  F605: ["A chat shows markup as text, and plays no prompts", "Use Text, or branch on the channel before"],
  F606: ["A chat message of more than 1,024 characters", "Send it in two messages"],
  F701: ["More than 8 seconds for a synchronous function", "Use 1 to 8 seconds"],
  F702: ["A function that may run longer than the flow waits", "Lower the function's timeout"],
  F703: ["A value is read that nothing before sets", "Set it on every path that leads there"],
  F704: ["Typed input stands in clear while the flow log is on", "Encrypt it, or switch the log off around it"],
  F705: ["More than 20 seconds of functions in a row without a word", "Say something between them"],
  F706: ["A secret is stored in clear", "Encrypt the input"],
} as const;

/** Code of a finding; stable, for filters. */
export type FindingCode = keyof typeof CODES;

/** What every code means, and how it is mended, in order. */
export const FINDING_CODES: ReadonlyMap<FindingCode, FindingCodeEntry> = new Map(
  (Object.keys(CODES) as FindingCode[]).map((code) => {
    const [meaning, remedy] = CODES[code];
    return [code, { meaning, remedy }] as const;
  }),
);
