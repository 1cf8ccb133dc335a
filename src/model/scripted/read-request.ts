import type {z} from 'zod'
import {
  chatBody,
  completionsBody,
  readChatBody,
  readCompletionsBody,
  readResponsesBody,
  responsesBody,
} from './asked-request.ts'
import type {AskedRequest} from './asked-request.ts'
import {scriptedChat} from './chat-chunks.ts'
import {completionsMismatch, scriptedCompletion} from './completion-chunks.ts'
import type {ScriptStep} from './model-script.ts'
import {scriptedResponse} from './response-events.ts'
import type {ScriptedAnswer} from './scripted-answer.ts'

export type ReadRequest =
  | {
      readonly kind: 'asked'
      readonly asked: AskedRequest
      /** Why a step cannot be played on this wire. */
      readonly misfits: (step: ScriptStep) => readonly string[]
      readonly answer: (step: ScriptStep, number: number) => ScriptedAnswer
    }
  | {readonly kind: 'wrong'; readonly message: string}

type Wire = keyof typeof paths

const paths = {responses: '/responses', chat: '/chat/completions', completions: '/completions'} as const

const wires = ['responses', 'chat', 'completions'] as const

export const knownPaths = Object.values(paths)
  .map((path) => `/v1${path}`)
  .join(', ')

/** Below `/v1`, and where Azure has the same. */
export function wireOf(path: string): Wire | undefined {
  const below = /^\/(?:v1|openai(?:\/v1|\/deployments\/[^/]+)?)(\/.*)$/.exec(path)?.[1]
  return wires.find((wire) => paths[wire] === below)
}

/** Reads a request as its wire has it, and says how that wire answers. */
export function readRequest(wire: Wire, {body, bytes}: {readonly body: unknown; readonly bytes: number}): ReadRequest {
  switch (wire) {
    case 'responses': {
      const parsed = responsesBody.safeParse(body)
      if (!parsed.success) return wrong(parsed.error)
      return {
        kind: 'asked',
        asked: readResponsesBody(parsed.data),
        misfits: () => [],
        answer: (step, number) => scriptedResponse(step, {number, body: parsed.data, bytes}),
      }
    }
    case 'chat': {
      const parsed = chatBody.safeParse(body)
      if (!parsed.success) return wrong(parsed.error)
      return {
        kind: 'asked',
        asked: readChatBody(parsed.data),
        misfits: () => [],
        answer: (step, number) => scriptedChat(step, {number, body: parsed.data, bytes}),
      }
    }
    case 'completions': {
      const parsed = completionsBody.safeParse(body)
      if (!parsed.success) return wrong(parsed.error)
      return {
        kind: 'asked',
        asked: readCompletionsBody(parsed.data),
        misfits: (step) => completionsMismatch(step, parsed.data),
        answer: (step, number) => scriptedCompletion(step, {number, body: parsed.data, bytes}),
      }
    }
  }
}

function wrong(error: z.ZodError): ReadRequest {
  return {kind: 'wrong', message: error.issues[0]?.message ?? ''}
}
