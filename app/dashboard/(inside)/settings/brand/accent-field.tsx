"use client";

import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { accentColours, colourOr, contrast, isColour } from "@/lib/values/colour";
import { PALETTE } from "@/lib/values/palette";

interface AccentFieldProps {
  value: string;
  problem: string | null;
  onChange(colour: string): void;
}

/** The colour by eye or by number, and what becomes of it where something has to be read. */
export function AccentField({ value, problem, onChange }: AccentFieldProps) {
  return (
    <div className="grid gap-3">
      <div className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <Field
            name="accent"
            label="Colour"
            size="normal"
            value={value}
            onChange={(event) => onChange(event.target.value)}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={9}
            problem={problem}
          />
        </div>
        <input
          type="color"
          aria-label="Choose the colour by eye"
          value={colourOr(value)}
          onChange={(event) => onChange(event.target.value)}
          className="mt-7 h-10 w-12 shrink-0 rounded-control border border-line-strong/70 bg-surface p-1 shadow-control"
        />
      </div>
      {isColour(value) && <Reading accent={value.toLowerCase()} />}
    </div>
  );
}

/** Contrast, computed; WCAG asks for 4.5 to 1 where something is written. */
function Reading({ accent }: { accent: string }) {
  const light = accentColours(accent, "light");
  const ink = light["accent-ink"] === "#ffffff" ? "white" : "dark";
  const [button, text] = [contrast(light.accent, light["accent-ink"]), contrast(light["accent-text"], PALETTE.light.surface)];
  const changed = [
    light.accent !== accent && `buttons take ${light.accent}`,
    light["accent-text"] !== accent && `words and lines take ${light["accent-text"]}`,
  ].filter(Boolean);
  return (
    <>
      <p className="text-small text-muted">
        {ink === "white" ? "White" : "Dark"} writing on buttons, {ratio(button)}. As writing on white, {ratio(text)}. 4.5 to 1 is what can be read well.
      </p>
      {changed.length > 0 && (
        <Notice tone="info" title={ink === "white" ? "A little deeper where it is needed" : "A bright colour"}>
          So that everything can be read, {changed.join(" and ")}. Your colour stays the colour you see.
        </Notice>
      )}
    </>
  );
}

const ratio = (value: number) => `${(Math.floor(value * 10) / 10).toFixed(1)} to 1`;
