import {createNamespacesBackend} from '../../../src/sandbox/namespaces.ts'
import {describeOwnerTable} from '../../helpers/owner-table.ts'

describeOwnerTable(createNamespacesBackend())
