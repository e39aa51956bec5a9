/** Reads what is looked up and kept about customers, and what begins beside the contact: profiles, cases, tasks. */
import {
  boolean,
  errorBranch,
  fields,
  fieldsOf,
  list,
  literal,
  number,
  object,
  type Reader,
  type Readers,
  statement,
  string,
  type Subject,
  texts,
} from "./reader";

function names({ parameters }: Subject, parameter: string) {
  const { [parameter]: value } = parameters;
  return Array.isArray(value) ? list(value.map(literal)) : undefined;
}

const getProfile: Reader = (subject) => {
  const { parameters, write } = subject;
  const request = fieldsOf(parameters["ProfileRequestData"]);
  const search = fields({ key: string(request["IdentifierName"]), value: write.text(request["IdentifierValue"]) });
  const branches = fields({
    onNoneFound: errorBranch(subject, "NoneFoundError"),
    onMultipleFound: errorBranch(subject, "MultipleFoundError"),
  });
  return [statement("getProfile", search, names(subject, "ProfileResponseData"), branches)];
};

const createProfile: Reader = (subject) => {
  const requested = texts(subject, subject.parameters["ProfileRequestData"]);
  const returned = names(subject, "ProfileResponseData");
  return [returned ? statement("createProfile", requested, returned) : statement("createProfile", requested)];
};

const updateProfile: Reader = (subject) => {
  const { ProfileId: id, ...changed } = fieldsOf(subject.parameters["ProfileRequestData"]);
  const values = texts(subject, changed);
  const profileId = subject.write.text(id);
  return [statement("updateProfile", values), statement("updateProfile", values, fields({ profileId }))];
};

const createCase: Reader = (subject) => {
  const { parameters } = subject;
  const link = boolean(parameters["LinkContactToCase"]);
  const onNotLinked = errorBranch(subject, "ContactNotLinked");
  const options = fields({
    template: string(parameters["CaseTemplateId"]),
    link,
    fields: texts(subject, parameters["CaseRequestFields"]) ?? object([]),
  });
  return [onNotLinked ? statement("createCase", options, fields({ onNotLinked })) : statement("createCase", options)];
};

const getCase: Reader = (subject) => {
  const { parameters, write } = subject;
  if (parameters["CustomerId"] === undefined) {
    return [];
  }
  const options = fields({
    customerId: write.text(parameters["CustomerId"]),
    latest: parameters["GetLastUpdatedCase"] === undefined ? undefined : boolean(parameters["GetLastUpdatedCase"]),
    link: boolean(parameters["LinkContactToCase"]),
    fields: texts(subject, parameters["CaseRequestFields"]),
  });
  const branches = fields({
    onNoneFound: errorBranch(subject, "NoneFound"),
    onMultipleFound: errorBranch(subject, "MultipleFound"),
    onNotLinked: errorBranch(subject, "ContactNotLinked"),
  });
  return [statement("getCase", options, names(subject, "CaseResponseFields"), branches)];
};

const createTask: Reader = (subject) => {
  const { parameters, write } = subject;
  const references = Object.entries(fieldsOf(parameters["References"])).map(([name, reference]) => {
    const { Type, Value } = fieldsOf(reference);
    return [name, fields({ type: string(Type), value: write.text(Value) })] as const;
  });
  return [
    statement(
      "createTask",
      fields({
        name: write.text(parameters["Name"]),
        flow: write.resource("flow", parameters["ContactFlowId"]),
        description: write.text(parameters["Description"]),
        attributes: texts(subject, parameters["Attributes"]),
        references: references.length === 0 ? undefined : object(references),
        template: string(parameters["TaskTemplateId"]),
        delaySeconds: number(parameters["DelaySeconds"]),
        scheduledTime: write.text(parameters["ScheduledTime"]),
      }),
    ),
  ];
};

const wisdomSession: Reader = ({ parameters, write }) => [
  statement("createWisdomSession", write.text(parameters["WisdomAssistantArn"])),
];

export const customerReaders: Readers = {
  GetCustomerProfile: getProfile,
  CreateCustomerProfile: createProfile,
  UpdateCustomerProfile: updateProfile,
  CreateCase: createCase,
  GetCase: getCase,
  CreateTask: createTask,
  CreateWisdomSession: wisdomSession,
};
