import {z} from 'zod'
import type {RecordedRequest} from '../../src/model/scripted/start-scripted-server.ts'

const requestBody = z.looseObject({
  input: z.array(
    z.looseObject({
      type: z.string().optional(),
      role: z.string().optional(),
      content: z.array(z.looseObject({text: z.string().optional()})).optional(),
      output: z.string().optional(),
    }),
  ),
})

/** What the user's messages of a request say, oldest first. */
export function userTexts(request: RecordedRequest | undefined): readonly string[] {
  return inputOf(request)
    .filter(({role}) => role === 'user')
    .map(({content}) => (content ?? []).map(({text}) => text ?? '').join(''))
}

/** What the model was told about its tool calls, oldest first. */
export function toolOutputs(request: RecordedRequest | undefined): readonly string[] {
  return inputOf(request).flatMap(({type, output}) =>
    type === 'function_call_output' && output !== undefined ? [output] : [],
  )
}

function inputOf(request: RecordedRequest | undefined) {
  if (request === undefined) throw new Error('This request was never sent.')
  return requestBody.parse(request.body).input
}
