import type {ApprovalMode, ConversationTerms, TermsChange} from '@codex-host/plugin-api'
import type {ChatSlashCommand, SlashPlace} from './slash-command.ts'

const modes: Readonly<Record<ApprovalMode, string>> = {
  suggest: 'asks before commands that may change something, and before the change set lands',
  'auto-edit': 'asks before commands; the change set lands by itself',
  'full-auto': 'asks nothing: commands run in the sandbox, what is outside of it is denied',
}

export const termsCommands: readonly ChatSlashCommand[] = [
  {
    name: 'model',
    usage: '[MODEL [PROVIDER]]',
    summary: 'Show the model, or go on with another one.',
    runsAtOnce: false,
    async run(place, argument) {
      const [model, provider] = argument.split(/\s+/).filter((word) => word !== '')
      if (model !== undefined) await change(place, {model, ...(provider !== undefined && {provider})})
      const terms = place.conversation().terms()
      place.ui.say(
        `Model: ${terms.model} of ${terms.provider}. \`/model NAME\` changes it; \`codex models\` lists names.`,
      )
    },
  },
  {
    name: 'approvals',
    usage: '[MODE]',
    summary: 'Show the approval mode, or change it: suggest, auto-edit, full-auto.',
    runsAtOnce: false,
    async run(place, argument) {
      if (argument !== '' && !Object.hasOwn(modes, argument)) {
        place.ui.say(
          `There is no approval mode ${argument}; the mode is as before. Modes: ${Object.keys(modes).join(', ')}.`,
        )
        return
      }
      if (argument !== '') await change(place, {approvalMode: argument as ApprovalMode})
      sayMode(place, place.conversation().terms())
    },
  },
]

/** The host may ask on the terminal whether it trusts the project. */
async function change({ui, conversation}: SlashPlace, terms: TermsChange): Promise<void> {
  await ui.aside(() => conversation().change(terms))
}

function sayMode({ui}: SlashPlace, {approvalMode, sandbox}: ConversationTerms): void {
  const lines = Object.entries(modes).map(([name, words]) => `${name === approvalMode ? '→' : ' '} ${name}: ${words}`)
  ui.say([...lines, `Commands run in the sandbox ${sandbox}.`].join('\n'))
}
