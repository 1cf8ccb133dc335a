import {z} from 'zod'

export const textKinds = ['prompt', 'answer', 'command', 'file'] as const
export type TextKind = (typeof textKinds)[number]

export interface SearchedText {
  readonly kind: TextKind
  readonly text: string
}

const session = z.object({request: z.object({prompt: z.string()})})

const event = z.object({
  event: z.discriminatedUnion('type', [
    z.object({type: z.literal('step.end'), text: z.string()}),
    z.object({type: z.literal('message.added'), text: z.string()}),
    z.object({type: z.literal('tool_call.start'), tool: z.string(), title: z.string()}),
    z.object({type: z.literal('verify.start'), command: z.string()}),
    z.object({type: z.literal('change_set.ready'), files: z.array(z.object({path: z.string()}))}),
  ]),
})

/** The types of events that have texts to be found. */
export const searchedEvents = event.shape.event.options.map(({shape}) => shape.type.value)

/** What of a turn is found by its words. A line that cannot be read has none. */
export function searchedTexts(record: string, lines: readonly string[]): readonly SearchedText[] {
  const prompt = session.safeParse(parsed(record)).data?.request.prompt
  const texts = [...(prompt === undefined ? [] : [{kind: 'prompt' as const, text: prompt}]), ...lines.flatMap(textsOf)]
  return texts.filter(({text}) => text.trim() !== '')
}

function textsOf(line: string): readonly SearchedText[] {
  const found = event.safeParse(parsed(line)).data?.event
  switch (found?.type) {
    case undefined:
      return []
    case 'step.end':
      return [{kind: 'answer', text: found.text}]
    case 'message.added':
      return [{kind: 'prompt', text: found.text}]
    case 'tool_call.start':
      return [{kind: found.tool === 'shell' ? 'command' : 'file', text: found.title}]
    case 'verify.start':
      return [{kind: 'command', text: found.command}]
    case 'change_set.ready':
      return [{kind: 'file', text: found.files.map(({path}) => path).join('\n')}]
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
