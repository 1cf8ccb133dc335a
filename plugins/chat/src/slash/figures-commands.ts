import {formatCount, formatTokens, formatUsd} from '../text/figures.ts'
import {cutEnd} from '../text/cells.ts'
import {renderDiff} from '../transcript/render-diff.ts'
import {memoryBorder} from '../chat/memory-border.ts'
import type {ChatSlashCommand} from './slash-command.ts'

export const figuresCommands: readonly ChatSlashCommand[] = [
  {
    name: 'context',
    summary: "Show what fills the model's window.",
    runsAtOnce: true,
    run({ui, conversation}) {
      const {windowTokens, parts, memory} = conversation().context()
      const used = parts.reduce((sum, {tokens}) => sum + tokens, 0)
      const lines = [...parts, {name: 'free', tokens: Math.max(windowTokens - used, 0)}].map(({name, tokens}) => {
        const share = windowTokens === 0 ? 0 : tokens / windowTokens
        return `${formatTokens(tokens).padStart(7)}  ${`${(share * 100).toFixed(1)}%`.padStart(6)}  ${bar(share)} ${name}`
      })
      const mode =
        memory.mode === 'auto'
          ? 'Old messages are replaced by a summary near the end of the window.'
          : `The newest ${memory.messages} messages are kept.`
      ui.say([`About ${formatTokens(used)} of ${formatTokens(windowTokens)} tokens:`, ...lines, mode].join('\n'))
    },
  },
  {
    name: 'cost',
    summary: 'Show tokens and cost of this conversation.',
    runsAtOnce: true,
    run({ui, log}) {
      const {turns, usage, costUsd, savedUsd} = log().totals()
      ui.say(
        [
          formatCount(turns, 'turn'),
          `input   ${formatTokens(usage.inputTokens)}, of which ${formatTokens(usage.cachedInputTokens)} from the provider's cache`,
          `output  ${formatTokens(usage.outputTokens)}, of which ${formatTokens(usage.reasoningTokens)} for reasoning`,
          `cost    ${costUsd === undefined ? 'not known: the price of the model is not' : formatUsd(costUsd)}`,
          ...(savedUsd > 0 ? [`saved   ${formatUsd(savedUsd)} by caches`] : []),
        ].join('\n'),
      )
    },
  },
  {
    name: 'memory',
    summary: 'Show what was said, and from where on the model remembers it.',
    runsAtOnce: true,
    run({ui, conversation, log}) {
      const messages = log().messages()
      const {rememberedMessages, memory} = conversation().context()
      const first = Math.max(messages.length - rememberedMessages, 0)
      const lines = messages.map(({by, text}) => `${by.padEnd(5)}  ${cutEnd(text.replaceAll(/\s+/g, ' '), 100)}`)
      const rule =
        memory.mode === 'last'
          ? `It keeps the newest ${memory.messages} messages.`
          : 'It keeps everything, and sums up what is old near the end of its window.'
      const remembered = lines.slice(first)
      ui.say(
        [
          ...lines.slice(0, first),
          memoryBorder,
          ...remembered,
          ...(remembered.length === 0 ? ['nothing yet'] : []),
          rule,
        ].join('\n'),
      )
    },
  },
  {
    name: 'plugins',
    summary: 'List the plugins that are installed.',
    runsAtOnce: true,
    async run({ui, host}) {
      const plugins = await host.plugins()
      const lines = plugins.map(
        ({name, version, isFirstParty, commands}) =>
          `${name} ${version}${isFirstParty ? '' : ' (third party)'}  ${commands.join(', ')}`,
      )
      ui.say([...lines, '`codex plugins install NAME` adds one.'].join('\n'))
    },
  },
  {
    name: 'open',
    usage: '[N]',
    summary: 'Print what was folded in full: the newest one, or number N.',
    runsAtOnce: true,
    run({ui, kept}, argument) {
      const found = argument === '' ? kept.newest() : kept.open(Number(argument))
      if (found === undefined) {
        return ui.say(argument === '' ? 'Nothing was folded.' : `There is nothing under ${argument} any more.`)
      }
      ui.say(`── ${found.number}: ${found.title}`)
      if (found.kind === 'diff') ui.print(renderDiff(found.text, ui.look()))
      else ui.say(found.text.trimEnd())
    },
  },
]

function bar(share: number): string {
  return '█'.repeat(Math.round(share * 20)).padEnd(20, '░')
}
