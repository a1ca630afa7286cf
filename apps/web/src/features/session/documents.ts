import { graphql } from '../../gql/index.ts'

export const SignInDocument = graphql(`
  mutation SignIn($email: String!, $password: String!) {
    signIn(email: $email, password: $password) {
      step
    }
  }
`)

export const SignInStepDocument = graphql(`
  query SignInStep {
    signInStep
  }
`)

export const ConfirmSecondFactorDocument = graphql(`
  mutation ConfirmSecondFactor($code: String!) {
    confirmSecondFactor(code: $code) {
      step
    }
  }
`)

export const LeaveStepDocument = graphql(`
  mutation LeaveStep {
    signOut {
      isDone
    }
  }
`)

export const InvitationDocument = graphql(`
  query Invitation($token: String!) {
    invitation(token: $token) {
      name
      email
    }
  }
`)

export const AcceptInvitationDocument = graphql(`
  mutation AcceptInvitation($token: String!, $password: String!) {
    acceptInvitation(token: $token, password: $password) {
      step
    }
  }
`)

export const RequestPasswordResetDocument = graphql(`
  mutation RequestPasswordReset($email: String!) {
    requestPasswordReset(email: $email) {
      isDone
    }
  }
`)

export const ResetPasswordDocument = graphql(`
  mutation ResetPassword($token: String!, $newPassword: String!) {
    resetPassword(token: $token, newPassword: $newPassword) {
      isDone
    }
  }
`)
