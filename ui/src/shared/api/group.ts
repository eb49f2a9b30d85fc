// People who come together: one typed function for each command.
import { invoke } from "@tauri-apps/api/core";
import type { Admission } from "../../generated/Admission";
import type { GroupReport } from "../../generated/GroupReport";
import type { GroupUse } from "../../generated/GroupUse";
import type { GroupView } from "../../generated/GroupView";

export interface GroupCommands {
  /** Whom somebody came with; null for somebody alone. */
  groupOf(event: string, checkpoint: string, attendee: string): Promise<GroupView | null>;
  admitGroup(
    event: string,
    checkpoint: string,
    members: string[],
    what: GroupUse,
    admission: Admission,
  ): Promise<GroupReport>;
  cancelGroup(): Promise<void>;
}

export const group: GroupCommands = {
  groupOf: (event, checkpoint, attendee) => invoke("group_of", { event, checkpoint, attendee }),
  admitGroup: (event, checkpoint, members, what, admission) =>
    invoke("admit_group", { event, checkpoint, members, what, admission }),
  cancelGroup: () => invoke("cancel_group"),
};
