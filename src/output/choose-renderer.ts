import type {Renderer} from './renderer.ts'

export type RendererName = 'terminal' | 'plain' | 'quiet' | 'json' | 'jsonl'

export interface OutputFacts {
  readonly json: boolean
  readonly jsonl: boolean
  readonly quiet: boolean
  readonly stdinIsTerminal: boolean
  readonly stderrIsTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

export function chooseRenderer(facts: OutputFacts): RendererName {
  if (facts.jsonl) return 'jsonl'
  if (facts.json) return 'json'
  if (facts.quiet) return 'quiet'
  return facts.stderrIsTerminal && facts.env['TERM'] !== 'dumb' ? 'terminal' : 'plain'
}

/** Whether somebody is there who sees a question and can answer it. */
export function isSomebodyThere(facts: OutputFacts): boolean {
  if (facts.json || facts.jsonl) return false
  if (!['', '0', 'false'].includes(facts.env['CI'] ?? '')) return false
  return facts.stdinIsTerminal && facts.stderrIsTerminal
}

/** Only the one that is used is loaded. */
export async function loadRenderer(name: RendererName): Promise<Renderer> {
  switch (name) {
    case 'terminal':
      return (await import('./render-terminal.ts')).renderTerminal
    case 'plain':
      return (await import('./render-plain.ts')).renderPlain
    case 'quiet':
      return (await import('./render-quiet.ts')).renderQuiet
    case 'json':
      return (await import('./render-json.ts')).renderJson
    case 'jsonl':
      return (await import('./render-jsonl.ts')).renderJsonl
  }
}
