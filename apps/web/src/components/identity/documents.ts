import { graphql } from '../../gql/index.ts'

export const StartEnrolmentDocument = graphql(`
  mutation StartEnrolment {
    startEnrolment {
      secret
      uri
    }
  }
`)

export const FinishEnrolmentDocument = graphql(`
  mutation FinishEnrolment($code: String!) {
    finishEnrolment(code: $code) {
      recoveryCodes
      viewer {
        id
        hasSecondFactor
      }
    }
  }
`)

export const ConfirmIdentityDocument = graphql(`
  mutation ConfirmIdentity($password: String, $code: String) {
    confirmIdentity(password: $password, code: $code) {
      sudoUntil
    }
  }
`)

export const PasswordStrengthDocument = graphql(`
  query PasswordStrength($password: String!, $token: String) {
    passwordStrength(password: $password, token: $token) {
      score
      reason
    }
  }
`)
