import type {KnownModel} from '../catalogue.ts'
import type {ModelDelta, ModelRequest} from '../model-client.ts'
import type {WireRequest} from '../wire.ts'
import {buildResponsesBody} from './build-responses-body.ts'
import type {ServerState} from './build-responses-body.ts'
import {createResponsesReader} from './read-responses-answer.ts'
import type {ResponsesAnswer} from './read-responses-answer.ts'

/** `POST /responses`. Without `state` the server keeps nothing, and the input is everything the model needs. */
export function responsesRequest(
  request: ModelRequest,
  known: KnownModel,
  state?: ServerState,
): WireRequest<ModelDelta, ResponsesAnswer> {
  return {path: '/responses', body: buildResponsesBody(request, known, state), createReader: createResponsesReader}
}
