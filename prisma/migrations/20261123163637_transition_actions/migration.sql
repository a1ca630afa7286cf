-- Each move of a workflow is a right of its own; the one that had to be given besides any of them is no more.
DELETE FROM role_actions WHERE action IN ('repair.transition', 'serviceRequest.transition');
DELETE FROM employee_actions WHERE action IN ('repair.transition', 'serviceRequest.transition');
