import type {ModelFacts} from '@codex-host/plugin-api'
import type {Meter} from '../../runtime/meter.ts'

/** What a command line has used so far, from the model that it opened to the output that tells it. */
export interface VerbAccount {
  noteModel(model: AccountedModel): void
  /** The last one; undefined where no model was opened. */
  model(): AccountedModel | undefined
  models(): readonly AccountedModel[]
}

export interface AccountedModel {
  readonly facts: ModelFacts
  readonly meter: Meter
  /** The workspace. */
  readonly root: string
}

export function createVerbAccount(): VerbAccount {
  const noted: AccountedModel[] = []
  return {
    noteModel: (model) => void noted.push(model),
    model: () => noted.at(-1),
    models: () => noted,
  }
}
