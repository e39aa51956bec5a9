/** The Pulumi program: reads the stack's settings, deploys the architecture they name, gives its outputs. */
import { deploy } from "./stacks/deploy";

export = deploy();
