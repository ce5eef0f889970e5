package console

// words are what the page says, by language.
var words = map[Language]map[string]string{
	Korean: {
		"broken":         "요청을 처리하지 못했습니다. 다시 시도해 주세요.",
		"bad-form":       "양식을 읽을 수 없습니다.",
		"sign-in":        "로그인",
		"wrong-password": "이름이나 비밀번호가 맞지 않습니다.",
		"too-many":       "시도가 너무 많습니다. 잠시 뒤에 다시 해 주세요.",
		"name":           "이름",
		"password":       "비밀번호",
		"language":       "언어",
	},
	English: {
		"broken":         "The request could not be answered. Please try again.",
		"bad-form":       "The form cannot be read.",
		"sign-in":        "Sign in",
		"wrong-password": "Name or password is wrong.",
		"too-many":       "Too many attempts. Please wait a moment.",
		"name":           "Name",
		"password":       "Password",
		"language":       "Language",
	},
}
