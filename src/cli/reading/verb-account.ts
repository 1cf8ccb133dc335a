import type {ModelFacts} from '@codex-host/plugin-api'
import type {Meter} from '../../runtime/meter.ts'

/** What a command line has used so far, from the model that it opened to the output that tells it. */
export interface VerbAccount {
  noteModel(model: AccountedModel): void
  /** Undefined where no model was opened. */
  model(): AccountedModel | undefined
}

export interface AccountedModel {
  readonly facts: ModelFacts
  readonly meter: Meter
}

export function createVerbAccount(): VerbAccount {
  let noted: AccountedModel | undefined
  return {
    noteModel(model) {
      noted = model
    },
    model: () => noted,
  }
}
