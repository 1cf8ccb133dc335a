import type {ProjectFiles} from '@codex-host/plugin-api'
import {type Attachment, mentionedNames, readAttachment} from './attachments.ts'

/** What the prompt that is being written would attach. */
export interface Mentions {
  /** Those that are known; the others are being read. */
  seen(text: string): readonly Attachment[]
  /** As they are now. */
  read(text: string): Promise<readonly Attachment[]>
}

const mostMentions = 20

export function createMentions(files: ProjectFiles, onChange: () => void): Mentions {
  const known = new Map<string, Attachment | undefined>()
  return {
    seen(text) {
      return mentionedNames(text)
        .slice(0, mostMentions)
        .flatMap((name) => {
          if (!known.has(name)) void look(name)
          return known.get(name) ?? []
        })
    },
    async read(text) {
      known.clear()
      return Promise.all(mentionedNames(text).map((name) => readAttachment(name, files)))
    },
  }

  async function look(name: string): Promise<void> {
    known.set(name, undefined)
    try {
      known.set(name, await readAttachment(name, files))
    } catch {
      known.set(name, {kind: 'none', name, because: 'it cannot be read'})
    }
    onChange()
  }
}
