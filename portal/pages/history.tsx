/** Who changed what, when and why; and taking it back. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import Spinner from "@cloudscape-design/components/spinner";
import { useCallback, useEffect, useState } from "react";
import { CENTER, queueScope } from "../../administration/scopes";
import { messageOf } from "../api";
import type { HistoryRow } from "../answers";
import { useDesk } from "../desk";
import { scopeWords } from "../format/words";
import { HistoryTable } from "../parts/historyTable";
import { Page, Section } from "../parts/page";
import { goTo } from "../routes";

/** Everything that has been read so far. */
interface Read {
  rows: HistoryRow[];
  next?: string;
}

/** The page. @param scope the only one to show */
export default function History({ scope }: { scope?: string }) {
  const { state } = useDesk();
  const all = { value: "", label: "All" };
  const options = [
    all,
    ...[CENTER, ...state.queues.map(({ name }) => queueScope(name))].map((value) => ({
      value,
      label: scopeWords(value),
    })),
  ];
  return (
    <Page
      title="History"
      about="Who changed what, when and why. Undoing restores what one write changed, and nothing else."
    >
      <Section
        title="Changes"
        actions={
          <FormField label="Of">
            <Select
              options={options}
              selectedOption={options.find(({ value }) => value === (scope ?? "")) ?? all}
              onChange={({ detail }) =>
                goTo({ page: "history", ...(detail.selectedOption.value && { scope: detail.selectedOption.value }) })
              }
            />
          </FormField>
        }
      >
        <Rows scope={scope} />
      </Section>
    </Page>
  );
}

function Rows({ scope }: { scope: string | undefined }) {
  const { api, state } = useDesk();
  const [read, setRead] = useState<Read>();
  const [error, setError] = useState<unknown>();
  const [loading, setLoading] = useState(false);
  // A write anywhere is a row more.
  const written = Object.values(state.scopes).reduce((sum, { version }) => sum + version, 0);

  const load = useCallback(
    async (before?: Read) => {
      setLoading(true);
      try {
        const answer = await api.history(scope, before?.next);
        setRead({ ...answer, rows: [...(before?.rows ?? []), ...answer.rows] });
        setError(undefined);
      } catch (failure) {
        setError(failure);
      } finally {
        setLoading(false);
      }
    },
    [api, scope],
  );
  useEffect(() => {
    void load();
  }, [load, written]);

  return (
    <>
      {error !== undefined && (
        <Alert type="warning" action={<Button onClick={() => void load()}>Try again</Button>}>
          {messageOf(error)}
        </Alert>
      )}
      {read === undefined ? (
        error === undefined && <Spinner />
      ) : read.rows.length === 0 ? (
        <p className="empty">Nothing has been changed yet.</p>
      ) : (
        <HistoryTable rows={read.rows} />
      )}
      {read?.next !== undefined && (
        <div className="more">
          <Button loading={loading} onClick={() => void load(read)}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
