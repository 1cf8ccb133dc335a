import {aliasesOf, type KnownModel, listModels, lookUpModel, type UserModels} from '../../model/catalogue.ts'
import type {OfferedModel} from '../../model/list-offered-models.ts'

export interface ModelRow {
  readonly name: string
  readonly aliases: readonly string[]
  /** Absent where only the server knows the model. */
  readonly known?: KnownModel
  /** Whether the user's configuration says something of it. */
  readonly isUsers: boolean
  /** Undefined where the server was not asked or gave no list. */
  readonly isOffered: boolean | undefined
  /** What the user or else the server says, then the catalogue. */
  readonly contextWindow: number | undefined
}

export interface RowSources {
  readonly userModels: UserModels
  /** Undefined without a list of the server. */
  readonly offered: readonly OfferedModel[] | undefined
  /** Whether models count that the server has not. */
  readonly onlyOffered: boolean
}

/** The models of the catalogue and of the user, then what else the server offers. */
export function modelRows({userModels, offered, onlyOffered}: RowSources): readonly ModelRow[] {
  const listed = listModels(userModels)
  const names = new Set(listed.map(({name}) => name))
  const windows = new Map(offered?.map(({name, contextWindow}) => [name, contextWindow]))

  const toRow = (known: KnownModel): ModelRow => {
    const {name} = known
    const aliases = aliasesOf(name)
    const said = [name, ...aliases].map((key) => (Object.hasOwn(userModels, key) ? userModels[key] : undefined))
    const ownWindow = said.find((entry) => entry?.contextWindow !== undefined)?.contextWindow
    return {
      name,
      aliases,
      ...(known.isKnown && {known}),
      isUsers: said.some((entry) => entry !== undefined),
      isOffered: offered === undefined ? undefined : windows.has(name),
      contextWindow: ownWindow ?? windows.get(name) ?? (known.isKnown ? known.contextWindow : undefined),
    }
  }
  const others = (offered ?? []).filter(({name}) => !names.has(name)).map(({name}) => lookUpModel(name, userModels))
  const rows = [...listed, ...others].map(toRow)
  return onlyOffered && offered !== undefined ? rows.filter((row) => row.isOffered === true || row.isUsers) : rows
}
