import type {InputHistory} from '@codex-host/plugin-api'
import {createInputStore, type InputStore} from '../../store/input-store.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {openUserState} from '../open-user-state.ts'

/** A text that is longer was pasted, and nobody wants it back key by key. */
const mostCharacters = 65_536

/** What was typed in all chats. A database that cannot be used is no error: then nothing is remembered. */
export function inputHistory(context: HostContext): InputHistory {
  let opening: Promise<InputStore | undefined> | undefined
  const store = () => (opening ??= openStore(context))

  return {
    async read() {
      const attempt = await (await store())?.read()
      return attempt?.kind === 'done' ? attempt.result : []
    },
    async add(text) {
      if (text.length > mostCharacters || text.trim() === '') return
      await (await store())?.add(context.secrets.redactor().text(text), context.now())
    },
  }
}

async function openStore(context: HostContext): Promise<InputStore | undefined> {
  const opened = await openUserState(context, homeFolders(context).codexHome)
  return opened.kind === 'open' ? createInputStore(opened.state) : undefined
}
