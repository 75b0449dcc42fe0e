import { Plus } from "lucide-react";
import { useState } from "react";

import { Button } from "#src/components/ui/button.tsx";
import { CopyButton } from "#src/components/ui/copy-button.tsx";
import { Input, SearchInput, Select, Textarea } from "#src/components/ui/field.tsx";
import { HoldButton } from "#src/components/ui/hold-button.tsx";
import { Segmented } from "#src/components/ui/segmented.tsx";
import { addToast } from "#src/lib/toast.ts";

import { Chapter, Row, Specimen } from "./specimen.tsx";

const tones = ["primary", "neutral", "quiet", "danger"] as const;
const confirmed = () => addToast({ tone: "ok", text: "Held long enough. Nothing was sent: this is the gallery." });

/** What is pressed, held, typed in and chosen from. */
export function Controls() {
  const [window, setWindow] = useState<"1" | "5" | "15">("5");
  return (
    <>
      <Chapter id="buttons" title="Buttons" text="One primary on a page. What cannot be pressed now says why, stays in the order of the keyboard, and answers with its reason.">
        {tones.map((tone) => (
          <Row key={tone}>
            <Specimen name={tone}>
              <Button tone={tone}>Run doctor</Button>
            </Specimen>
            <Specimen name={`${tone}, with icon`}>
              <Button tone={tone} icon={<Plus aria-hidden />}>
                New deployment
              </Button>
            </Specimen>
            <Specimen name={`${tone}, small`}>
              <Button tone={tone} size="small">
                Rename
              </Button>
            </Specimen>
            <Specimen name={`${tone}, busy`}>
              <Button tone={tone} isBusy>
                Saving
              </Button>
            </Specimen>
            <Specimen name={`${tone}, not now`}>
              <Button tone={tone} disabledReason="Only an operator may do this.">
                Promote
              </Button>
            </Specimen>
          </Row>
        ))}
        <Row>
          <Specimen name="tall, for what stops a machine">
            <Button tone="danger" size="tall">
              Software stop
            </Button>
          </Specimen>
          <Specimen name="copy">
            <CopyButton text="rob_1" label="Copy robot id" />
          </Specimen>
          <Specimen name="copy, in words">
            <CopyButton text="npm start" label="Copy command" isLabelled />
          </Specimen>
        </Row>
      </Chapter>
      <Chapter id="hold" title="Hold" text="What moves an arm is held for a second, or pressed twice by keyboard. Lifting, leaving and hiding the page take it back.">
        <div className="grid gap-4 md:grid-cols-3">
          <Specimen name="apply" isWide>
            <HoldButton onConfirm={confirmed}>Promote arm-1 to apply_actions</HoldButton>
          </Specimen>
          <Specimen name="danger" isWide>
            <HoldButton tone="danger" onConfirm={confirmed}>
              Retire arm-1
            </HoldButton>
          </Specimen>
          <Specimen name="not now" isWide>
            <HoldButton onConfirm={confirmed} disabledReason="The robot has not been heard from for 4 s.">
              Promote arm-1 to apply_actions
            </HoldButton>
          </Specimen>
        </div>
      </Chapter>
      <Chapter id="fields" title="Fields" text="The label stands above, the hint under it, and what is wrong under the field.">
        <div className="grid gap-4 md:grid-cols-3">
          <Input label="Name" placeholder="arm-1" />
          <Input label="Emergency stop" hint="Where the hardware emergency stop of this robot is." defaultValue="red button, bench 1" />
          <Input label="Budget" defaultValue="-3" error="A budget is at least 1 action." />
          <Input label="Robot id" defaultValue="cannot be changed" readOnly />
          <Select label="Policy">
            <option>so101-pick-place</option>
            <option>so101-fold</option>
          </Select>
          <Textarea label="Note" defaultValue="The gripper slipped twice." />
          <Specimen name="search" isWide>
            <SearchInput label="Find a robot" placeholder="Name or id" />
          </Specimen>
          <Specimen name="one of a few" isWide>
            <Segmented
              label="Window"
              value={window}
              onChange={setWindow}
              options={[
                { value: "1", label: "1 min" },
                { value: "5", label: "5 min" },
                { value: "15", label: "15 min" },
              ]}
            />
          </Specimen>
        </div>
      </Chapter>
    </>
  );
}
