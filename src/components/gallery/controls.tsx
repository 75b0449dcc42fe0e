import { t } from "@lingui/core/macro";
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
const confirmed = () => addToast({ tone: "ok", text: t`Held long enough. Nothing was sent: this is the gallery.` });

/** What is pressed, held, typed in and chosen from. */
export function Controls() {
  const [window, setWindow] = useState<"1" | "5" | "15">("5");
  return (
    <>
      <Chapter
        id="buttons"
        title={t`Buttons`}
        text={t`One primary on a page. What cannot be pressed now says why, stays in the order of the keyboard, and answers with its reason.`}
      >
        {tones.map((tone) => (
          <Row key={tone}>
            <Specimen name={tone}>
              <Button tone={tone}>{t`Run doctor`}</Button>
            </Specimen>
            <Specimen name={t`${tone}, with icon`}>
              <Button tone={tone} icon={<Plus aria-hidden />}>
                {t`New deployment`}
              </Button>
            </Specimen>
            <Specimen name={t`${tone}, small`}>
              <Button tone={tone} size="small">
                {t`Rename`}
              </Button>
            </Specimen>
            <Specimen name={t`${tone}, busy`}>
              <Button tone={tone} isBusy>
                {t`Saving`}
              </Button>
            </Specimen>
            <Specimen name={t`${tone}, not now`}>
              <Button tone={tone} disabledReason={t`Only an operator may do this.`}>
                {t`Promote`}
              </Button>
            </Specimen>
          </Row>
        ))}
        <Row>
          <Specimen name={t`tall, for what stops a machine`}>
            <Button tone="danger" size="tall">
              {t`Software stop`}
            </Button>
          </Specimen>
          <Specimen name={t`copy`}>
            <CopyButton text="rob_1" label={t`Copy robot id`} />
          </Specimen>
          <Specimen name={t`copy, in words`}>
            <CopyButton text="npm start" label={t`Copy command`} isLabelled />
          </Specimen>
        </Row>
      </Chapter>
      <Chapter
        id="hold"
        title={t`Hold`}
        text={t`What moves an arm is held for a second, or pressed twice by keyboard. Lifting, leaving and hiding the page take it back.`}
      >
        <div className="grid gap-4 md:grid-cols-3">
          <Specimen name="apply" isWide>
            <HoldButton onConfirm={confirmed}>{t`Promote arm-1 to apply_actions`}</HoldButton>
          </Specimen>
          <Specimen name="danger" isWide>
            <HoldButton tone="danger" onConfirm={confirmed}>
              {t`Retire arm-1`}
            </HoldButton>
          </Specimen>
          <Specimen name={t`not now`} isWide>
            <HoldButton onConfirm={confirmed} disabledReason={t`The robot has not been heard from for 4 s.`}>
              {t`Promote arm-1 to apply_actions`}
            </HoldButton>
          </Specimen>
        </div>
      </Chapter>
      <Chapter id="fields" title={t`Fields`} text={t`The label stands above, the hint under it, and what is wrong under the field.`}>
        <div className="grid gap-4 md:grid-cols-3">
          <Input label={t`Name`} placeholder="arm-1" />
          <Input
            label={t`Emergency stop`}
            hint={t`Where the hardware emergency stop of this robot is.`}
            defaultValue="red button, bench 1"
          />
          <Input label={t`Budget`} defaultValue="-3" error={t`A budget is at least 1 action.`} />
          <Input label={t`Robot id`} defaultValue={t`cannot be changed`} readOnly />
          <Select label={t`Policy`}>
            <option>so101-pick-place</option>
            <option>so101-fold</option>
          </Select>
          <Textarea label={t`Note`} defaultValue="The gripper slipped twice." />
          <Specimen name={t`search`} isWide>
            <SearchInput label={t`Find a robot`} placeholder={t`Name or id`} />
          </Specimen>
          <Specimen name={t`one of a few`} isWide>
            <Segmented
              label={t`Window`}
              value={window}
              onChange={setWindow}
              options={[
                { value: "1", label: t`1 min` },
                { value: "5", label: t`5 min` },
                { value: "15", label: t`15 min` },
              ]}
            />
          </Specimen>
        </div>
      </Chapter>
    </>
  );
}
