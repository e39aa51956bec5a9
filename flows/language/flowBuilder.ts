/** The `f` of a flow: every verb, plus labels, jumps and error handlers. */
import { FlowError } from "./flowError";
import { type Block, type Label } from "./recorder";
import { type FlowKind } from "./document";
import { type AnyBody, type Body } from "./statements";
import { GeneralVerbs } from "./verbs/generalVerbs";

/** An empty branch: the flow goes on with the statement after the branches. */
export const goOn = (): void => undefined;

/**
 * Writes a flow, statement by statement, in the order a contact meets them. It knows the type of the flow, so that a
 * statement the service would refuse there does not compile. A function for flows of several types takes a
 * `FlowBuilder<"CONTACT_FLOW" | "QUEUE_TRANSFER">` and may use what is legal in each.
 */
export class FlowBuilder<Kind extends FlowKind = "CONTACT_FLOW"> extends GeneralVerbs<Kind> {
  /**
   * Statements whose generic error (`NoMatchingError`) is handled here instead of further out. A handler that does
   * not end continues after the guarded statements, so an empty one means "never mind".
   */
  onError(handler: Body<Kind>, body: Body<Kind>): void {
    const { block } = this;
    const index = block.items.length;
    block.checkUse();
    const handlerBlock = this.child("on error", `${block.scope}/on error`, index);
    const bodyBlock = this.child("guarded", block.scope, index, handlerBlock);
    block.append({ item: "guarded", body: bodyBlock, handler: handlerBlock });
    this.write(handlerBlock, handler);
    this.write(bodyBlock, body);
  }

  /** Statements whose failure nobody need notice: the flow goes on after them. */
  attempt(body: Body<Kind>): void {
    this.onError(goOn, body);
  }

  /** Marks this place and names it; `goto` jumps back to it. */
  label(name: string): Label {
    const label = this.forwardLabel(name);
    this.place(label);
    return label;
  }

  /** Names a place that comes later; mark it with `place`. */
  forwardLabel(name: string): Label {
    return this.block.recorder.label(name);
  }

  /** Marks the place of a label made with `forwardLabel`. */
  place(label: Label): void {
    if (label.place || label.recorder !== this.block.recorder) {
      throw new FlowError(
        `The label ${JSON.stringify(label.name)} ${label.place ? "already has a place" : "belongs to another flow"}; ` +
          "make a label of its own for each place.",
      );
    }
    const { block } = this;
    block.append({ item: "mark", label });
    label.place = { block, index: block.items.length };
  }

  /** Goes on at a label, given itself or by its name; the name may be one that is marked later. Ends the path. */
  goto(label: Label | string): void {
    this.jump(typeof label === "string" ? this.block.recorder.labelNamed(label) : label);
  }

  /** Leaves the loop around this statement and goes on with what follows it. Ends the path. */
  leaveLoop(): void {
    this.jumpInLoop(true);
  }

  /** Goes on with the next round of the loop around this statement. Ends the path. */
  nextRound(): void {
    this.jumpInLoop(false);
  }

  protected override fill(block: Block, body: AnyBody): void {
    writeBlock(block, body);
  }

  private jumpInLoop(leaves: boolean): void {
    const { loop } = this.block;
    if (!loop) {
      throw new FlowError(`There is no loop around ${this.block.path}; use it inside the body of f.loop.`);
    }
    if (leaves) {
      this.block.recorder.leftLoops.add(loop);
    }
    this.block.append({ item: "jump", target: { loop, leaves } });
  }
}

/** Lets a body write a block, and closes the block. */
export function writeBlock(block: Block, body: AnyBody): void {
  const returned: unknown = body(new FlowBuilder<never>(block));
  if (returned instanceof Promise) {
    throw new FlowError(`${block.path} is written by an asynchronous function; write flows synchronously.`);
  }
  block.closed = true;
}
