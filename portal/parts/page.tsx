/** What every page has: a heading that takes the focus when the page changes, and the document's title. */
import { type ReactNode, useEffect, useRef } from "react";
import { useDesk } from "../desk";

/** A page. */
export function Page(props: { title: string; about?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const { config } = useDesk();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} · ${config.company} operations`;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [props.title, config.company]);
  return (
    <>
      <div className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          {props.about !== undefined && <p className="about">{props.about}</p>}
        </div>
        {props.actions !== undefined && <div className="actions">{props.actions}</div>}
      </div>
      {props.children}
    </>
  );
}

/** A part of a page, with its heading. */
export function Section(props: { title: string; about?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      <div className="card-head">
        <div>
          <h2>{props.title}</h2>
          {props.about !== undefined && <p className="about">{props.about}</p>}
        </div>
        {props.actions !== undefined && <div className="actions">{props.actions}</div>}
      </div>
      {props.children}
    </section>
  );
}
